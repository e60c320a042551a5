"""Pages of what came in at our bank."""
