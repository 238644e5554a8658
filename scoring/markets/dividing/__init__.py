"""What the worker does: read the companies, divide them, name the clusters, store all of it."""
