"""The site as a scoring service for programs."""
