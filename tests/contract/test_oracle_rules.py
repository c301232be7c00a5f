"""Each rule of the oracle accepts the emulator's real answers, and reports its falsified answer."""

from __future__ import annotations

from functools import cache, partial
from random import Random

import attrs
import pytest
from helpers.contract.oddities import distorted
from helpers.contract.prepared import prepare
from helpers.contract.tampering import LIES, Trace, at, edited
from helpers.contract.walked import walked
from meshwright.contract import Exchange, Oracle
from meshwright.contract.oracle.registry import all_rules
from meshwright.contract.oracle.rules import load
from meshwright.contract.samples import GOOD_SOURCES
from meshwright.contract.walks.account_lists import libraries
from meshwright.contract.walks.bench import opened
from meshwright.contract.walks.lifecycle import (
    cancellations,
    deletions,
    failures,
    refines,
    resizes,
    whole_life,
)
from meshwright.contract.walks.lists import pages
from meshwright.contract.walks.made_of_tasks import drawn, printed
from meshwright.contract.walks.requests import bodies, keys_and_methods
from meshwright.contract.walks.streams import from_each_status
from meshwright.spec.reading import load_spec

JSON = {"content-type": "application/json"}
WALKS = (
    whole_life,
    deletions,
    cancellations,
    failures,
    resizes,
    from_each_status,
    bodies,
    keys_and_methods,
    pages,
    libraries,
    printed,
    drawn,
    refines,
)
OWN = ("usage", "showcases")
"""Walks on emulators of their own."""


@pytest.fixture(scope="module")
def recorded() -> list[Trace]:
    """Return recordings of the emulator, one for each walk, each from the beginning."""
    traces: list[Trace] = []
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        with opened() as bench:
            for walk in WALKS:
                bench.begin_anew()
                walk(bench)
                traces.append(list(bench.trace))
                bench.trace.clear()
            assert bench.findings == []
    return [*traces[:-1], *(walked("meshy", name).trace for name in OWN), traces[-1]]


@cache
def oracle_with(**options: object) -> Oracle:
    """Return an oracle, which the tests share: it compiles the schemas that it needs."""
    return Oracle(load_spec("meshy"), "msy_contract", good_sources=GOOD_SOURCES, **options)  # type: ignore[arg-type]


def broken_rules(trace: list[Exchange], **options: object) -> set[str]:
    oracle = oracle_with(**options)
    oracle.reset()
    return {violation.rule for exchange in trace for violation in oracle.observe(exchange)}


def test_every_rule_has_a_lie() -> None:
    """No rule is without a test, no test without a rule."""
    load()
    assert {rule.id for rule in all_rules("meshy")} == set(LIES)


def test_silent_on_the_truth(recorded: list[Trace]) -> None:
    """A recording that is judged again breaks no rule; neither does one without times, or one of a shared account."""
    for trace in recorded:
        assert broken_rules(trace) == set()
        assert broken_rules(trace, exclusive=False) == set()
        assert broken_rules(trace, target="live") == set()


@pytest.mark.parametrize("rule", LIES)
def test_finds_a_falsified_exchange(recorded: list[Trace], rule: str) -> None:
    """The rule finds its falsification in one of the recordings, and nothing in true ones."""
    for trace in recorded:
        try:
            lied = LIES[rule](trace)
        except StopIteration:  # nothing in this recording that could be changed
            continue
        if rule in broken_rules(lied):
            return
    pytest.fail("no lie was noticed")


@pytest.mark.parametrize(
    ("type_", "textures"), [("text-to-3d-preview", [{"base_color": "http://x/y"}]), ("text-to-3d-refine", [])]
)
def test_textures_follow_the_mode(recorded: list[Trace], type_: str, textures: list[object]) -> None:
    """A preview with textures breaks the rule about pictures, and so does a refine without."""
    lie = edited(
        lambda tasks: [{**task, "texture_urls": textures} if task["type"] == type_ else task for task in tasks]
    )
    page = at(lambda e: e.method == "GET" and e.url.endswith("/text-to-3d"), body=lie)
    assert "meshy.task.pictures" in broken_rules(page(recorded[-1]))


def test_sources_are_of_the_right_kind(recorded: list[Trace]) -> None:
    """A service that takes a task of a kind that the parameter does not name breaks the rule about sources."""
    taken = at(lambda e: e.method == "POST" and e.status == 404, status=202, body=b'{"result": "new"}')
    assert broken_rules(taken(recorded[-1])) == {"meshy.resize.source"}


def test_a_good_refine_may_not_be_refused(recorded: list[Trace]) -> None:
    """A refine of a preview that has SUCCEEDED is a good request."""
    created = [e for e in recorded[-1] if b"refine" in e.request_body and e.status == 202]
    refused = at(lambda e: e is created[0], status=400, body=b'{"message": "no"}')
    assert "meshy.request.accepted" in broken_rules(refused(recorded[-1]))


def test_no_clock_no_expiry(recorded: list[Trace]) -> None:
    """Without times the rules that need them are silent, and the others do not take expiry for a loss of tasks."""
    timeless = [attrs.evolve(exchange, at=0.0) for exchange in recorded[1]]
    assert broken_rules(timeless) == set()


def test_half_a_pair_is_no_text() -> None:
    """An answer with an unpaired surrogate is reported like any that is not JSON; a whole pair is text."""
    balance = partial(
        Exchange, method="GET", url="http://x/openapi/v1/balance", request_headers={}, status=200, headers=JSON
    )
    with pytest.raises(ValueError, match="surrogate"):
        _ = balance(body=rb'{"balance": "\ud83d"}').data
    assert balance(body=rb'{"balance": "\ud83d\ude00"}').data == {"balance": "\N{GRINNING FACE}"}
    assert broken_rules([balance(body=rb'{"\udead": 1}')])


def test_values_that_no_rule_expects(recorded: list[Trace]) -> None:
    """Odd values anywhere in answers and requests are judged without an error."""
    for trace in recorded:
        broken_rules(list(distorted(trace, Random(1))))
