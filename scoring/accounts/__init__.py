"""Accounts: who is asking, how often one may try to sign in, how long one stays, one's password."""
