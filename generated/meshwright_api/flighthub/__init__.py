"""DJI FlightHub 2 API: operations in api/, what they send and accept in models/, the spec in spec.json."""

DESCRIPTIONS: dict[str, str] = {}
"""The kinds of task, each with a sentence."""
GROUPS: dict[str, str] = {}
"""Families of kinds, whose names begin with that of the group."""
