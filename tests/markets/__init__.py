"""Tests of a collection's own clusters."""
