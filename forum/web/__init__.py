"""The doors: pages over the concepts, a room each."""
