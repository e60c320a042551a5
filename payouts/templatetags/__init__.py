"""What templates need to show money."""
