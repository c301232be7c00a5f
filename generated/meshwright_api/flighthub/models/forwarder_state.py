from __future__ import annotations

from typing import Literal, TypeAlias

ForwarderState: TypeAlias = Literal["failed", "initialized", "running"] | str
"""State of a forwarder.

A value that the service adds tomorrow passes too.
"""
