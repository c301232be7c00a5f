"""Walks: scripted scenarios that send requests at the right times, so that every rule is tested."""
