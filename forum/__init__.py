"""A forum where teachers of subject associations improve each other's lessons."""
