"""The second floor: what work is worth, who owes whom, and paying it.

Owns metering, rating, the books, invoices and payout runs. It looks for finished work on
the floor below and is never called by it.
"""
