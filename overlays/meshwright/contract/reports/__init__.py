"""Reports of findings, for CI systems and for people."""
