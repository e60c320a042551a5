"""What only the tests' project has: another way to empty the database."""
