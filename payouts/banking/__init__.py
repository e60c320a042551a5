"""The rail of bank files: make, release, and settle by what the bank says."""
