"""All rows of the site in one file, and back; one format for both databases."""
