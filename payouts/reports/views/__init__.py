"""Finance's pages: the house and its proof; the reports."""
