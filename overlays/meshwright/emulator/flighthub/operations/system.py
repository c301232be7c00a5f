"""The state of the service itself."""

from __future__ import annotations

from ...handlers import Call
from ..service import FlightHubService


def status(service: FlightHubService, call: Call) -> None:
    """Answer that the service is well: the code 0, without data."""


def health(service: FlightHubService, call: Call) -> None:
    """Answer as ``status`` does."""
