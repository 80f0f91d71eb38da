"""Pages of associations: the tree, people, requests, and the places beside every page."""
