"""Who people are: persons, sign-ins, one-time links."""
