"""Billing details as a brand states them, and as finance sees and rules on them."""
