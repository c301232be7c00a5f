"""Tasks of a service: create, follow, list, fetch, delete."""
