"""What is to be told to whom: an outbox, sent until it arrives. Never decides what is worth it."""
