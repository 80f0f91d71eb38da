"""Stored files, what readers see of them, and the places in them that people speak about."""
