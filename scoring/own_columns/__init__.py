"""Columns that people keep of companies beside those that the site knows."""
