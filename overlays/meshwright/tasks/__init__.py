"""Tasks of a service: create, follow, list, download, delete."""
