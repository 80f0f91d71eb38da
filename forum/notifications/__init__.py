"""Who is told what, in the page and by mail."""
