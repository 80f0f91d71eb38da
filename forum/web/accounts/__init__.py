"""Pages of accounts: registration, signing in, links from letters, settings, a person's page."""
