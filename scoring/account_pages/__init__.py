"""The page of one's own account, and how it is deleted with all that belongs to it."""
