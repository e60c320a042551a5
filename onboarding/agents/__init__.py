"""People who serve: profile and standing."""
