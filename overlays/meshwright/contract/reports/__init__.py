"""What was found, written for a CI system and for people."""
