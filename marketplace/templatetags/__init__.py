"""What templates of every floor draw with: the interface's parts, and charts."""
