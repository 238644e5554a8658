"""The product: submissions, their scores, pages and administration."""
