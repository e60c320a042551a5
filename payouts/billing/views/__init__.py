"""Invoices as a brand reads them, and as finance does."""
