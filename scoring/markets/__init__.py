"""The clusters of one collection alone: divided, named, edited, kept fresh."""
