"""Company texts as known n-grams, and each known n-gram's way back to the words."""
