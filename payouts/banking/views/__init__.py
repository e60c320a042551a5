"""The pages of bank files, and of what the bank said."""
