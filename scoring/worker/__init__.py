"""The background worker, and its longer jobs."""
