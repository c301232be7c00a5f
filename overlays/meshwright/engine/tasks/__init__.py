"""The kinds of work that the engine does, one module each, found by the kind's name.

A module has ``EFFECTIVE``, the parameters of a request that change what is made (the others are accepted without
effect), and ``make``, which writes files into a folder and answers in the shape of the service's answer. It imports
what computes inside its functions, so that its facts can be read without numpy.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from attrs import field, frozen

from ..json_object import Json


@frozen
class Made:
    """What a job made, in the shape of the answer."""

    files: Json
    """Members that hold files: a file's name, relative to the folder, stands where the service has a URL."""
    notes: list[str] = field(factory=list[str])
    """Sentences on what had to be guessed."""
    values: Json = field(factory=dict[str, Any])
    """Members that hold anything else."""


class Maker(Protocol):
    """A module of this package."""

    EFFECTIVE: frozenset[str]

    def load(self, request: Json) -> None:
        """Import what ``make`` needs, before the memory of the process is limited."""
        ...

    def make(self, inputs: list[Path], request: Json, folder: Path) -> Made:
        """Do the work of one task; raises EngineError."""
        ...


def maker(kind: str) -> Maker:
    """Return the module that does the work of a kind, such as ``image-to-3d``; raises LookupError if there is none."""
    name = f"{__name__}.{kind.replace('-', '_')}"
    try:
        return cast("Maker", import_module(name))
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise LookupError(f"the engine has no module for {kind}: {name} is missing") from None
