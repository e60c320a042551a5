"""An agent's pages of what they earned, each scoped to the agent."""
