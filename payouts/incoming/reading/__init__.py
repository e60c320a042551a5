"""Bank files as statements and lines: ISO 20022 camt and CSV, without the framework."""
