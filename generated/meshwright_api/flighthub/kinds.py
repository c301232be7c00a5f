"""The kinds of task, each with a sentence; imports nothing, since ``--help`` waits for it."""

DESCRIPTIONS: dict[str, str] = {}
