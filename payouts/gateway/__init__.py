"""The payment processor behind a port: requests, attempts, outcomes, and its messages.

Owns one key for one request, every outcome a request can have, and the inbox of what the
processor reports. It never knows runs or invoices.
"""
