"""Topics and their stream of posts."""
