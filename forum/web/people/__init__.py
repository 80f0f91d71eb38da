"""Pages of people: what one tells of oneself, a person's page and card, the directory."""
