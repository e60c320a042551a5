"""Contested lines: evidence, clock, outcome. Edits no line: it asks rating for a correction."""
