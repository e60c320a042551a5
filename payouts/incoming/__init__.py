"""What comes in at our bank: files, lines, and whose each receipt is."""
