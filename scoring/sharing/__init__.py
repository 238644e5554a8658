"""What other sites and phones show of a page: its head, a picture, icons."""
