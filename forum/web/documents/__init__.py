"""The doors to stored files: the original, the pictures inside, and how far a conversion is."""
