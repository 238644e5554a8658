"""The first page, the pages about the site, health, and checks of the settings."""
