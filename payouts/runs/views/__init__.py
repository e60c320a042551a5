"""The pages of payout runs and payouts, and the deeds with them."""
