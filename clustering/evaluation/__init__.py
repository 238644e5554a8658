"""How good clusters are: against categories, by folds, over a range of k, as the studio's table."""
