"""The nearest of many: by an index in files beside the database, which all processes share."""
