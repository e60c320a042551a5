"""Exact work becoming whole money in the books, day by day."""
