"""From an uploaded file to a page that can be read, quoted and commented on."""
