"""Tags and a note of each company: typed, kept, counted, and shown to who sees the company."""
