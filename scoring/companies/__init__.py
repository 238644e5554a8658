"""Companies: sent, listed, filtered, and the page of one with its result."""
