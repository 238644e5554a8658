"""How requests come in from clients that may stall, and which of them a thread takes next."""
