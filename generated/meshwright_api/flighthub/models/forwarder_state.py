from __future__ import annotations

from typing import Literal, TypeAlias

ForwarderState: TypeAlias = Literal["failed", "initialized", "running"] | str
"""What a forwarder does.

A value that the service adds tomorrow passes too.
"""
