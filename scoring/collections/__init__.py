"""Which companies somebody may see, and which of these are looked at now."""
