"""What versions learn besides their clusters: kinds of business, and what a score means."""
