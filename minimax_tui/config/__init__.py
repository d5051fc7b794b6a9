"""Settings, credentials and the folders they live in."""
