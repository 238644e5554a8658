"""Figures that are kept beside the counts, so that no page reads all rows to tell them."""
