"""Payout runs, payouts, and who was skipped and why."""
