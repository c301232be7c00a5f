"""Valid and invalid requests generated from the spec for operations that only read: schemathesis generates them, the
visitor sends them.

Only the generator of schemathesis is used, not its engine, which would send requests itself: the visitor is responsible
for rate, bounds and recording. A create or a delete is never sent. The same seed generates the same requests.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from ...spec.reading import Json
from ..expectations import ExpectedOperation
from .bounds import ISSUING
from .visiting import Visitor


def send_made_up(visitor: Visitor, spec: Json) -> None:
    """Send the configured number of requests for each operation that only reads, half of them invalid."""
    if not visitor.fuzz:
        return
    for operation in visitor.expectations.operations:
        if operation.method != "GET" or operation.id in ISSUING:
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
    """Return the examples of a strategy; Hypothesis makes at least one."""
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
