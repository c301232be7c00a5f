"""Requests generated from the spec in a visit: only reads, valid and invalid ones, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from helpers.contract.visits import KEY, LATER, at_rest, books, kinds_on
from meshwright.contract import Exchange, Oracle
from meshwright.contract.expectations import Expectations
from meshwright.contract.live.fuzz import made_up, send_made_up
from meshwright.contract.live.visiting import Visitor
from meshwright.emulator import Emulator
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec

SPECS = {service: contract_of(load_spec(service), LATER) for service in ("meshy", "flighthub")}
READS = [
    (service, operation)
    for service, spec in SPECS.items()
    for operation in Expectations.of(spec).operations
    if operation.method == "GET"
]


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """One for all tests here."""
    with at_rest(3, as_of=LATER, kinds=kinds_on(LATER)) as found:
        yield found


@pytest.mark.parametrize(("service", "operation"), READS, ids=[operation.id for _, operation in READS])
@pytest.mark.parametrize(("seed", "count"), [(1, 5), (2**32, 1)])
def test_made_up(service: str, operation: Any, seed: int, count: int) -> None:
    """No more than were asked for, none twice, all of the operation, and the same for the same seed."""
    found = made_up(SPECS[service], operation, count, seed)
    assert found == made_up(SPECS[service], operation, count, seed)
    assert 1 <= len(found) == len(set(found)) <= count
    for path, query in found:
        exchange = Exchange(method="GET", url=f"http://x{path}?{query}", request_headers={}, status=200, headers={})
        assert operation.pattern.fullmatch(exchange.path)


def test_good_and_bad() -> None:
    """Of forty queries of a list some are good and some are not."""
    operation = next(operation for _, operation in READS if operation.id == "image_to_3d.list")
    queries = [query for _, query in made_up(SPECS["meshy"], operation, 40, 1)]
    judged = [
        operation.read_query(
            Exchange(method="GET", url=f"http://x/?{q}", request_headers={}, status=200, headers={}).query
        )
        for q in queries
    ]
    assert {True, False} <= {good for _, good in judged}


def test_sent(emulator: Emulator) -> None:
    """The visitor sends them, all GET, and reports and records each; nothing is found and nothing is changed."""
    spec, told, before = SPECS["meshy"], [], books(emulator)
    oracle = Oracle(spec, KEY, target="live", exclusive=False)
    with Visitor(emulator.url, oracle, Expectations.of(spec), 10_000, fuzz=6, on_call=told.append) as visitor:
        send_made_up(visitor, spec)
    assert told == visitor.trace
    assert {exchange.method for exchange in told} == {"GET"}
    assert {exchange.status for exchange in told} >= {200, 400, 404}
    assert oracle.violations == []
    assert books(emulator) == before


def test_none(emulator: Emulator) -> None:
    """By default nothing is made up."""
    spec = SPECS["meshy"]
    with Visitor(emulator.url, Oracle(spec, KEY, target="live"), Expectations.of(spec)) as visitor:
        send_made_up(visitor, spec)
    assert visitor.trace == []
