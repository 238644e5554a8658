"""The market map: clusters as regions with their companies in them, drawn on the server."""
