"""The demo: invented teachers, associations, talks and lessons, and a generator of a large forum for measuring."""
