"""An agent as someone who can be paid."""
