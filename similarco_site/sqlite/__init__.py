"""Django's SQLite backend, with writers of one process in order."""
