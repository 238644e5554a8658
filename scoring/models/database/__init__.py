"""What the database does beyond Django's queries: locks, and SQL that is kept."""
