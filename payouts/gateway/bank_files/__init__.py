"""Files to a bank and files from it: pure writers and readers, bytes in and out, no database."""
