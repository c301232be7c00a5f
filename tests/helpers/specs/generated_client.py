"""The generated client as its tests look at it: the builders and the models of a service by name."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from helpers.specs.documents import ROOT, Spec
from hypothesis import settings
from meshwright_api._runtime import Operation

GENERATED = ROOT / "generated" / "meshwright_api"
EVENT = {"id": "T", "status": "PENDING", "progress": 0}
"""The shortest event of a task."""

calm = settings(derandomize=True)
"""The same examples every time, on a machine however slow."""


def builders(it: Spec) -> dict[str, Any]:
    """Return the generated builder of each operation."""
    found: dict[str, Any] = {}
    for _, _, operation in it.operations():
        tag, verb = operation["operationId"].split(".")
        package = import_module(f"meshwright_api.{it.name}.api.{tag}")
        found[operation["operationId"]] = getattr(package, "list_" if verb == "list" else verb)
    return found


URL = "https://example.com/picture.png"


def called(builder: Any, **arguments: Any) -> Operation[Any]:
    """Call a builder with the least that it takes."""
    least = {
        name: [] if "list" in str(p.annotation) else URL if "File" in str(p.annotation) else "some-id"
        for name, p in inspect.signature(builder).parameters.items()
        if p.default is inspect.Parameter.empty
    }
    built: Operation[Any] = builder(**{**least, **arguments})
    return built


def models(it: Spec) -> dict[str, Any]:
    """Return every generated class and enum of a service by name."""
    package = import_module(f"meshwright_api.{it.name}.models")
    return {name: getattr(package, name) for name in package.__all__}
