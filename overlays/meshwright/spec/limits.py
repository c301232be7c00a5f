"""Limits in the specs that several programs enforce."""

from __future__ import annotations

from .reading import load_spec


def file_limits(parameter: str | None = None) -> tuple[int, int]:
    """Return the smallest and largest number of files for a FlightHub model; without ``parameter``, of any model."""
    parameters = load_spec("flighthub")["components"]["schemas"]["ReconstructionParameters"]["properties"]
    counts = [parameters[parameter]] if parameter else parameters.values()
    limits = [field["x-file-count"] for field in counts]
    return min(limit["minimum"] for limit in limits), max(limit["maximum"] for limit in limits)
