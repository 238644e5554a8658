"""Accounts: who is asking, how one gets one and into it, how long one stays, one's password."""
