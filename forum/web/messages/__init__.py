"""Pages of messages; a conversation itself is shown and answered as any topic."""
