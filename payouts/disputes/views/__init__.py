"""Disputes as a brand, an agent and the deciding desk see them."""
