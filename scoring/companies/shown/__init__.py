"""Which columns a list of companies shows, and what stands in those of people's own."""
