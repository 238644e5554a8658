"""Kinds of business as people read them: what ships with the project, and names for sectors."""
