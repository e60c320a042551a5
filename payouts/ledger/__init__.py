"""The books: accounts, transactions, entries, balances, and the laws they keep."""
