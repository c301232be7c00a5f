"""Files that a server sends: fetched whole or not at all, into a folder where nothing else is replaced."""
