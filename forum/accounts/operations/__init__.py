"""What people do with their accounts: register, confirm, sign in, reset, change, end."""
