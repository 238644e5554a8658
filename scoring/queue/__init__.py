"""Assignments that wait for a score: put in, scored, postponed, tried again."""
