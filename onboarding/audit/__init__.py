"""Moving a status, and saying who and why; the guards that rows wear."""
