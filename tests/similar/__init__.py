"""Similar companies: lists, filters, reasons, words on pairs."""
