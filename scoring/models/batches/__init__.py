"""Tables that people import."""
