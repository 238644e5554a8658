"""Many texts at once, as arrays: a row of a text is the same alone and among others."""
