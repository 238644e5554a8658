"""Words in titles and texts."""
