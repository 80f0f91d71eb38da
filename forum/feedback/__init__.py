"""Improvement comments anchored to a place in a lesson."""
