"""Pages of topics: lists, streams of posts, forms to write in."""
