"""Tests of the parts of a market."""
