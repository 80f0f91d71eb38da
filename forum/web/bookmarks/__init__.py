"""Pages of bookmarks."""
