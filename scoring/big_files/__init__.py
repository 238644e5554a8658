"""Files of any size, scored row by row; nothing of them is stored."""
