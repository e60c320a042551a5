"""Half-hours, days, weeks and months of a zone as UTC ranges; business days."""
