"""Usage records: the seconds of one revision that count as an agent's work."""
