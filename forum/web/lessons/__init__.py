"""Pages of lesson plans: the list, the plan on paper with its comments, versions and what differs between them."""
