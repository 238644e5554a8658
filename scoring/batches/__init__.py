"""A file of companies: read, checked and stored."""
