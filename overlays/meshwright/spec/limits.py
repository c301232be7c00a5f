"""Limits that the specs state and more than one program keeps."""

from __future__ import annotations

from .reading import load_spec


def file_limits(parameter: str | None = None) -> tuple[int, int]:
    """Return how few and how many files a model of FlightHub may be made of; without a parameter, any model."""
    parameters = load_spec("flighthub")["components"]["schemas"]["ReconstructionParameters"]["properties"]
    counts = [parameters[parameter]] if parameter else parameters.values()
    limits = [field["x-file-count"] for field in counts]
    return min(limit["minimum"] for limit in limits), max(limit["maximum"] for limit in limits)
