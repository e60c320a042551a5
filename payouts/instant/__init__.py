"""Payouts on request: paid within minutes, for a fee that is shown first."""
