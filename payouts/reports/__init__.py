"""Proof of the books, and the books in plain text."""
