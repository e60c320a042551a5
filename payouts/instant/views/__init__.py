"""The pages of payouts on request: an agent's own, and finance's over all of them."""
