"""The kinds of job of the engine, one module each, found by the name of the kind; a family of kinds has one module.

A module has ``EFFECTIVE``, the parameters of a request that change the result (the others are accepted without effect),
and ``make``, which writes files into a folder and returns members of the service's answer. It imports numpy and the
like inside its functions, so that the module can be read without them. It may have ``REFUSED``: codes of errors that
refuse a create with a status, in place of a task that fails. The module of a family has ``MAKERS``: objects like such
modules, by what the names of their kinds have after that of the family.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, cast

from attrs import field, frozen

from ..json_object import Json


@frozen
class Made:
    """The result of a job, as members of the service's answer."""

    files: Json
    """Members that hold files: where the service has a URL, a file name, relative to the folder; "" where it has none.
    """
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
    """Return the module of a kind, such as ``image-to-3d``, or its maker in that of its family; raises LookupError."""
    words = kind.split("-")
    for count in range(len(words), 0, -1):
        module = _module("_".join(words[:count]))
        if module is not None and (found := _maker_in(module, "-".join(words[count:]))) is not None:
            return found
    raise LookupError(f"the engine has no module for {kind}: {__name__}.{kind.replace('-', '_')} is missing")


def _maker_in(module: ModuleType, rest: str) -> Maker | None:
    return getattr(module, "MAKERS", {}).get(rest) if rest else cast("Maker", module)


def _module(name: str) -> ModuleType | None:
    name = f"{__name__}.{name}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
