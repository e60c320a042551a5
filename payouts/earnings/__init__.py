"""What an agent sees: receipts, pending, payable, paid."""
