from __future__ import annotations

from typing import Literal, TypeAlias

LostSignalAction: TypeAlias = Literal["continue_task", "return_home"] | str
"""Action of an aircraft when the signal is lost.

A value that the service adds tomorrow passes too.
"""
