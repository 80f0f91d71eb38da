"""The doors to improvement comments: leave one at a place, answer, accept, decline, take note."""
