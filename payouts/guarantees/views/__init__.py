"""The pages of guarantees: for the brand, the agent and finance."""
