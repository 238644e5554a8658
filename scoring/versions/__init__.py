"""Model versions: trained, compared, made active, shown."""
