"""Download files: each is complete or absent, and other files in the folder are never replaced."""
