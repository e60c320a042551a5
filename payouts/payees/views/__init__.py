"""The pages of being paid: an agent's own, and finance's over all of them."""
