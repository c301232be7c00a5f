"""The parameter of a job that has an effect here: the quality level. The others are accepted without effect and named
in a note.

DJI does not document the parameters of open modeling; the names are those of DJI Terra.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

CELLS: Final = {1: 9_000_000, 2: 4_000_000, 3: 1_000_000}
"""Cells of a map by quality_level: high, medium, low."""
DEFAULT_QUALITY: Final = 2
_NAMED: Final = 12
_LONGEST: Final = 60


@frozen
class Options:
    """The quality level and the names of parameters without an effect."""

    quality: int = DEFAULT_QUALITY
    unused: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """Return how many cells a map may have."""
        return CELLS[self.quality]

    @property
    def notes(self) -> tuple[str, ...]:
        """Return the notes about parameters without an effect."""
        if not self.unused:
            return ()
        more = f" and {len(self.unused) - _NAMED} more" if len(self.unused) > _NAMED else ""
        named = ", ".join(name[:_LONGEST] for name in self.unused[:_NAMED])
        return (f"Parameters without an effect in the emulator: {named}{more}.",)


def options_of(parameters: Mapping[str, Any]) -> Options:
    """Read a job's parameters, flat or within Terra's ``parameter``; invalid ones count as unused."""
    inner = parameters.get("parameter")
    flat = {name: value for name, value in parameters.items() if name != "parameter"}
    flat |= inner if isinstance(inner, Mapping) else {}
    quality = flat.get("quality_level")
    known = isinstance(quality, int) and not isinstance(quality, bool) and quality in CELLS
    unused = sorted(str(name) for name in flat if not (known and name == "quality_level"))
    return Options(int(quality) if known and quality is not None else DEFAULT_QUALITY, tuple(unused))
