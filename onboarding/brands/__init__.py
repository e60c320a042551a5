"""Organisations that buy service: profile, zone, currency, members."""
