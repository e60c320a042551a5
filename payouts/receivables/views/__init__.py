"""What brands and finance see of what is owed, paid and allowed."""
