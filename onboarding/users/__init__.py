"""People who sign in, what staff may do, and the guards that views wear."""
