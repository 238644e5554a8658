"""What is stored of accounts beside Django's own table."""
