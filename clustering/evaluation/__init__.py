"""How good clusters are: against categories, by folds, over a range of k,
and as the studio's table.
"""
