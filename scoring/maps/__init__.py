"""The picture of many companies, for any page: which rows, how dense, what is drawn."""
