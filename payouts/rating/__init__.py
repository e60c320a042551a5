"""Rated work: payable and billable seconds, exact pay and exact charge."""
