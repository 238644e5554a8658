"""Many texts as arrays in files, in which those closest to one that is asked for are found."""
