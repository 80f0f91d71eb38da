"""The tree of places and subject associations: membership, roles, circles of readers."""
