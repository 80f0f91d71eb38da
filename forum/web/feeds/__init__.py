"""Feeds of what is public and, by a secret address, of what one may read oneself; the map of the site."""
