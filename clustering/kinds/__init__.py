"""Kinds of business: the sector and the segment that a text points to. Loads no scikit-learn."""
