"""Contact records from any source, and what became known of each interaction."""
