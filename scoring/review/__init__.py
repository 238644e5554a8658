"""Verdicts of people on what the model said: the desk, the box on a result, how far it has come."""
