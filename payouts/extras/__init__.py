"""Sums that no contact made: top-ups, bonuses, late cancellations, training."""
