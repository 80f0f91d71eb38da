"""Messages between people and groups: topics whose readers are named, kept out of everything public."""
