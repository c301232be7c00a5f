"""Send creates without their source whose other parameters have their largest, smallest and last values: their reasons
show whether the service still takes what the spec allows. Nothing can be carried out, so nothing is charged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...spec.reading import Json, media_types
from ...spec.shapes import shape_of
from ..expectations import ExpectedOperation
from ..judging.reasons import is_refused, lacks_only_its_source, reason_of, usual_reason
from .visiting import Visitor


def send_limits(visitor: Visitor, kind: str) -> None:
    """Send the values of all parameters of a kind, many in one request; if one is refused, each by itself."""
    path = shape_of("meshy", kind).path
    operation = visitor.expectations.at(path)["POST"]
    usual = usual_reason([each for each in visitor.trace if is_refused(each, operation)])
    taken, alone = visitor.expectations.taken(operation.tag), set[str]()
    for body in bodies(operation, taken) if usual else ():
        answer = visitor.call("POST", path, body)
        if is_refused(answer, operation) and reason_of(answer) != usual and len(body) > 1:
            for name in body:
                for one in values_at_limits(taken[name]) if name not in alone else ():
                    if lacks_only_its_source(operation, {name: one}):
                        visitor.call("POST", path, {name: one})
                alone.add(name)


def bodies(operation: ExpectedOperation, taken: Json) -> Iterator[Json]:
    """Yield bodies without a source that have, all together, every value at a limit of a parameter."""
    values = {name: list(values_at_limits(schema)) for name, schema in taken.items() if not _names_something(schema)}
    left = {name: found for name, found in values.items() if found}
    while left:
        body: Json = {}
        for name, found in list(left.items()):
            grown = {**body, name: found[0]}
            if lacks_only_its_source(operation, grown):
                body = grown
                left[name] = found[1:]
        if not body:  # the rest is allowed beside nothing else
            return
        yield body
        left = {name: found for name, found in left.items() if found}


def _names_something(schema: Json) -> bool:
    """Return whether a parameter names a file or a task, of which something could be made."""
    return bool(media_types(schema)) or "x-task-input" in schema


def values_at_limits(schema: Json) -> Iterator[Any]:
    """Yield the values at the limits of a parameter."""
    if "enum" in schema:
        yield from (value for value in schema["enum"] if value is not None)
        return
    for name in ("minimum", "maximum"):
        if name in schema:
            yield schema[name]
    if "maxLength" in schema and "pattern" not in schema and "format" not in schema:
        yield from ("a", "a" * schema["maxLength"])
