"""Write attrs records as JSON, and read them back by the types of their fields.

This is our own code because the project has no other use for a library of converters: two dozen lines know every type
that the emulator keeps.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import attrs

T = TypeVar("T")


def written(record: Any) -> Any:
    """Return a record as JSON."""
    return attrs.asdict(record, value_serializer=_plain)


def read(kind: type[T], value: Any) -> T:
    """Return a record that was written; raises TypeError, ValueError and LookupError for another layout."""
    return cast("T", _read(kind, value))


def _plain(_: object, __: object, value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def _read(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        (one,) = (member for member in inner if member is not NoneType)
        return None if value is None else _read(one, value)
    if origin is dict:
        return {name: _read(inner[1], member) for name, member in value.items()}
    if origin is list:
        return [_read(inner[0], member) for member in value]
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is ... else inner
        return tuple(_read(one, member) for one, member in zip(kinds, value, strict=True))
    if attrs.has(kind):
        types = _types(kind)
        return kind(**{name: _read(types.get(name, Any), member) for name, member in value.items()})
    if isinstance(kind, type) and issubclass(kind, (Enum, Path)):
        return kind(value)
    return value


@cache
def _types(kind: type) -> dict[str, Any]:
    """Return the types of a record's fields."""
    return {one.name: one.type for one in attrs.fields(attrs.resolve_types(kind))}
