"""Accounts: how often one may try to sign in, how long one stays signed in, one's password."""
