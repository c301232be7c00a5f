"""Requests made from the spec, good and bad ones, for what only reads: schemathesis makes them, the visitor sends them.

The generator is schemathesis', its engine is not used: that one sends by itself, and here rate, bounds and recording
are the visitor's. Never a create, never a delete. The same seed makes the same requests.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from ...spec.reading import Json
from ..expectations import ExpectedOperation
from .visiting import Visitor


def send_made_up(visitor: Visitor, spec: Json) -> None:
    """Send as many requests as the visitor is told to for each operation that only reads, half of them bad."""
    if not visitor.fuzz:
        return
    for operation in visitor.expectations.operations:
        if operation.method != "GET":
            continue
        headers = {"accept": "text/event-stream"} if operation.verb == "stream" else None
        for path, query in made_up(spec, operation, visitor.fuzz, visitor.seed):
            visitor.call("GET", path, query=query, headers=headers)


def made_up(spec: Json, operation: ExpectedOperation, count: int, seed: int) -> list[tuple[str, str]]:
    """Return at most ``count`` different requests for an operation, each a path and a query."""
    import schemathesis
    from schemathesis.generation import GenerationMode

    config: dict[str, Any] = {"generation": {"database": "none"}}
    schema: Any = schemathesis.openapi.from_dict(spec, config=schemathesis.Config.from_dict(config))
    found: dict[tuple[str, str], None] = {}
    for mode, share in ((GenerationMode.POSITIVE, (count + 1) // 2), (GenerationMode.NEGATIVE, count // 2)):
        for case in _drawn(schema[operation.template]["GET"].as_strategy(generation_mode=mode), share, seed):
            found[case.formatted_path, urlencode(list(_members(case.query or {})), errors="replace")] = None
    return list(found)


def _drawn(strategy: Any, count: int, seed: int) -> list[Any]:
    """Return what a strategy makes; Hypothesis makes one at least."""
    import hypothesis

    checks: Any = tuple(hypothesis.HealthCheck)
    made: list[Any] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(count, 1),
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=checks,
    )
    @hypothesis.given(strategy)
    def keep(case: Any) -> None:
        made.append(case)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        keep()
    return made[:count]


def _members(query: Json) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, one if isinstance(one, str) else json.dumps(one)
