"""The versions of FlightHub's API: V1, which the generated operations describe, and V2."""

from __future__ import annotations

from typing import Any, TypeVar

from attrs import evolve
from meshwright_api._runtime import Operation, Version

from ..errors import ConfigurationError

T = TypeVar("T")

V1, V2 = "v0.1", "v2.0"
VERSIONS = (V1, V2)
SAME = Version()


def in_version(operation: Operation[T], version: str) -> Operation[T]:
    """Return an operation as a version of the API has it: with its prefix and the differences of the spec.

    Raises ConfigurationError if this version does not have it.
    """
    if f"/{version}/" in operation.path:
        return operation
    if f"/{V1}/" not in operation.path:
        raise ConfigurationError(
            f"{operation.name} is in V2 of the API only: pass api_version={V2!r} or set FLIGHTHUB_API_VERSION={V2}. "
            "Nothing was sent"
        )
    other = operation.versions.get(version, SAME)
    body: Any = other.body if operation.body is None else operation.body
    return evolve(
        operation,
        method=other.method or operation.method,
        path=other.path or operation.path.replace(f"/{V1}/", f"/{version}/", 1),
        params={**other.query, **operation.params},
        body=None if body is None else {other.members.get(name, name): value for name, value in body.items()},
    )
