"""Pairs of companies: what people say of them, what their score means, two side by side."""
