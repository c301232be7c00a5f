"""The scripted walks: nothing is found on the emulators, and each status and each rule has a walk or a reason; from
this docs/contract-matrix.md is written.
"""

from __future__ import annotations

import pytest
from helpers.contract.matrix import excuse, fits, is_request_rule, message_rules, page, refused_by, seen_by
from helpers.contract.walked import WALKS, walked
from helpers.specs.documents import SERVICES, answers
from helpers.written_pages import assert_committed


@pytest.mark.parametrize("name", WALKS["meshy"])
def test_walk(name: str) -> None:
    """The walk of Meshy finds nothing, and it sees something."""
    assert walked("meshy", name).findings == []
    assert walked("meshy", name).trace


@pytest.mark.parametrize("name", WALKS["flighthub"])
def test_flighthub_walk(name: str) -> None:
    """The walk of FlightHub finds nothing, and it sees something."""
    assert walked("flighthub", name).findings == []
    assert walked("flighthub", name).trace


@pytest.mark.parametrize("service", SERVICES)
def test_request_rules(service: str) -> None:
    """In some walk a request is refused with the message of each rule."""
    rules = [(where, node) for where, node in message_rules(service) if is_request_rule(service, where)]
    assert [where for where, node in rules if not refused_by(service, node["x-message"])] == []
    assert len(rules) >= 8


def test_no_status_without_a_test() -> None:
    """A walk sees each operation answer with each status, or there is a reason why none can; every reason is needed."""
    missing = {answer for answer in answers() if not seen_by(*answer)}
    assert missing == {answer for answer in answers() if excuse(*answer)}


def test_a_status_that_nobody_sees_is_noticed() -> None:
    """What fits no label is not taken for seen."""
    assert seen_by("meshy", "balance.get", "418") == []
    assert fits("503", "5XX")
    assert not fits("403", "5XX")


def test_the_page() -> None:
    """The page is up to date."""
    assert_committed("contract-matrix.md", page())
