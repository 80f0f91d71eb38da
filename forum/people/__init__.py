"""What people tell colleagues about themselves, and the directory of those who wish to be found."""
