"""What brands owe: terms and limits, payments and bank receipts, reminders, bad debt."""
