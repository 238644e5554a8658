"""Tables of companies in files: a row as a company, and a model's answers as further columns."""
