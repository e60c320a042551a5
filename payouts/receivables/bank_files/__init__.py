"""What banks say in files, as plain values. No framework, no database, no network."""
