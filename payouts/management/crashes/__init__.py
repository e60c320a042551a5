"""Kill our own processes at every step they take, and see that everybody is paid once."""
