"""Lesson plans and their versions."""
