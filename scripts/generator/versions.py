"""Other versions of an API, as far as operations differ in them by more than the prefix of their paths."""

from __future__ import annotations

import re

from components import METHODS, Json, operations

PARTS = {"method", "path", "members", "query", "body"}
EVIDENCE = {"x-source", "x-confidence"}


def versions(spec: Json) -> Json:
    """Return ``x-versions`` of each operation that has it, without the evidence; raises ValueError for a wrong one."""
    found: Json = {}
    for operation in operations(spec):
        name = operation["operationId"]
        for version, other in operation.get("x-versions", {}).items():
            if unknown := other.keys() - PARTS - EVIDENCE:
                raise ValueError(f"operation {name}: x-versions.{version} has {', '.join(sorted(unknown))}")
            if other.get("method", "get") not in METHODS:
                raise ValueError(f"operation {name}: x-versions.{version}.method is {other['method']!r}")
            needed = set(re.findall(r"{(\w+)}", other.get("path", "")))
            if needed - path_parameters(spec, name):
                raise ValueError(f"operation {name}: x-versions.{version}.path names a parameter that it does not have")
            kept = {part: value for part, value in other.items() if part in PARTS}
            found.setdefault(name, {})[version] = kept
    return found


def path_parameters(spec: Json, name: str) -> set[str]:
    """Return the names in the path of an operation."""
    for path, item in spec["paths"].items():
        if any(item.get(method, {}).get("operationId") == name for method in METHODS):
            return set(re.findall(r"{(\w+)}", path))
    return set()
