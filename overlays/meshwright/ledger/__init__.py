"""Record purchases before they are made, and find them again after a crash."""
