"""Which portals a login opens, and the switcher between them."""
