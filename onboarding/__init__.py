"""The ground floor: people and organisations, and the trades every floor needs.

Owns who signs in, which brand they act for, which agents serve; moving a status and
saying who and why; calendars; long lists. Never knows what work is done or what it costs.
"""
