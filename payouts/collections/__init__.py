"""Pursue what is overdue: reminders, promises, the stop, and how old what is owed is."""
