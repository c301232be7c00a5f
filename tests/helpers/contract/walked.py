"""The findings and exchanges of the walks, each made once a session when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from attrs import define, field
from helpers.contract.prepared import prepare
from meshwright.contract.exchange import Exchange
from meshwright.contract.walks import flighthub, meshy
from meshwright.contract.walks.bench import Watched, opened
from meshwright.contract.walks.flighthub_bench import opened_flighthub

OPENERS: dict[str, Callable[..., AbstractContextManager[Any]]] = {"meshy": opened, "flighthub": opened_flighthub}
WALKS: dict[str, tuple[str, ...]] = {"meshy": meshy.NAMES, "flighthub": flighthub.NAMES}


@define
class Walked:
    """A walk that was made."""

    findings: list[str] = field(factory=list[str])
    seen: set[str] = field(factory=set[str])
    """``operation status`` of every exchange."""
    trace: list[Exchange] = field(factory=list[Exchange])


_made: dict[tuple[str, str], Walked] = {}


def walked(service: str, name: str) -> Walked:
    """Make a walk, with the engine's work prepared, unless it was made."""
    if (service, name) not in _made:
        with pytest.MonkeyPatch.context() as patch:
            prepare(patch)
            _made[service, name] = _make(service, name)
    return _made[service, name]


def _make(service: str, name: str) -> Walked:
    result = Walked()

    @contextmanager
    def kept(*given: Any, **settings: Any) -> Iterator[Watched]:
        with OPENERS[service](*given, **settings) as bench:
            yield bench
            result.seen |= set(bench.oracle.applied)
            result.trace += bench.trace

    module: Any = meshy if service == "meshy" else flighthub
    for _, findings in module.walk_all(kept, [name]):
        result.findings += findings
    return result
