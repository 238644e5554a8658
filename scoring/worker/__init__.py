"""The background worker, and who does its longer jobs."""
