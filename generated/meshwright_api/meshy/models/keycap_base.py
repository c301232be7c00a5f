from __future__ import annotations

from typing import Literal, TypeAlias

KeycapBase: TypeAlias = Literal["cherry-mx-1x1-r1"] | str
"""The stem and the size of a keycap.

A value that the service adds tomorrow passes too.
"""
