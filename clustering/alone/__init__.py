"""A text alone: the numbers that it has among others, without the arrays for many texts."""
