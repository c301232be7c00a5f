"""Scripted walks: what has to be asked, and when, so that the rules get to see everything."""
