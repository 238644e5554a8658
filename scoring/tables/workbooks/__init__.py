"""Workbooks of spreadsheet programs, measured and read in a process of its own."""
