"""Companies of one collection -> the parts of their market (scikit-learn)."""
