"""Invoices and credit notes: lines, tax, numbers, documents."""
