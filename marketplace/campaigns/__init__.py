"""A brand's programme of work, and its rate cards in versions that never change."""
