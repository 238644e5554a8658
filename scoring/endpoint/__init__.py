"""Where scoring happens: the embedded model, or a remote service and all that can go wrong."""
