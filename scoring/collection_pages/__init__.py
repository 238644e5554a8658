"""Pages of collections: all of them, one with its companies, what its owner does with it."""
