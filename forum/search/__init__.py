"""Find topics, replies, lessons and text inside files."""
