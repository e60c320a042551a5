"""A party's billing or pay period: its span, and its cut-off once it is closed."""
