// Files come with point three.
