"""Companies that somebody chose together: what they share."""
