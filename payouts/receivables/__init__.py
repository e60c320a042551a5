"""What brands owe and how it comes in: methods, payments, what each of them pays, and disputes."""
