"""Formats of scoring services that we call: a request is written, a reply is read."""
