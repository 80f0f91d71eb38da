"""Bookmarks on posts and lessons, with a note and a moment to be reminded at."""
