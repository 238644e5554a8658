"""Formats in which programs call us: a request is read, a reply or an error body is written."""
