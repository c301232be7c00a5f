"""Every answer in every test is validated."""

from __future__ import annotations

import pytest
from contract.watching import violations
from meshwright.contract.bench import opened


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator that is not strict and answers against the spec is noticed, by the test's teardown."""
    with opened() as bench:
        monkeypatch.setattr("meshwright.emulator.meshy.store.Store.balance", "much")
        assert bench.call("GET", "/balance").data == {"balance": "much"}
    assert any("balance.get 200" in text for text in violations)


def test_good_answers_pass() -> None:
    """A good answer is none."""
    with opened() as bench:
        bench.balance()
    assert violations == []
