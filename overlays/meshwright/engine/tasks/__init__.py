"""The kinds of job of the engine, one module each, found by the name of the kind.

A module has ``EFFECTIVE``, the parameters of a request that change the result (the others are accepted without effect),
and ``make``, which writes files into a folder and returns members of the service's answer. It imports numpy and the
like inside its functions, so that the module can be read without them.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from attrs import field, frozen

from ..json_object import Json


@frozen
class Made:
    """The result of a job, as members of the service's answer."""

    files: Json
    """Members that hold files: a file name, relative to the folder, where the service has a URL."""
    notes: list[str] = field(factory=list[str])
    """Sentences about the guesses of the result."""
    values: Json = field(factory=dict[str, Any])
    """All other members."""


class Maker(Protocol):
    """A module of this package."""

    EFFECTIVE: frozenset[str]

    def load(self, request: Json) -> None:
        """Import the modules that ``make`` needs, before the memory of the process is limited."""
        ...

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Make the result of one task; raises EngineError."""
        ...


def maker(kind: str) -> Maker:
    """Return the module of a kind, such as ``image-to-3d``; raises LookupError if there is none."""
    name = f"{__name__}.{kind.replace('-', '_')}"
    try:
        return cast("Maker", import_module(name))
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise LookupError(f"the engine has no module for {kind}: {name} is missing") from None
