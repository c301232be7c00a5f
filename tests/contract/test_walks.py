"""The scripted walks: nothing is found on the emulator, and every operation and status of the spec is seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract.prepared import prepare
from meshwright.contract.bench import Bench, opened
from meshwright.contract.walks.accounts import ACCOUNTS
from meshwright.contract.walks.meshy import WALKS
from meshwright.specs import METHODS, load_spec


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        with opened() as found:
            yield found


@pytest.fixture
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(monkeypatch)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_walk(bench: Bench, walk: object) -> None:
    """The walk finds nothing."""
    bench.begin_anew()
    bench.findings.clear()
    walk(bench)  # type: ignore[operator]
    assert bench.findings == []


@pytest.mark.usefixtures("_prepared")
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.__name__)
def test_account(account: object) -> None:
    """The walk with settings of its own finds nothing."""
    assert account(opened) == []  # type: ignore[operator]


def test_everything_was_seen(bench: Bench) -> None:
    """The walks on one emulator see each operation answered in each way that needs no special account."""
    seen = set(bench.oracle.applied)
    wanted: set[str] = set()
    for item in load_spec("meshy")["paths"].values():
        for method in METHODS:
            for status in item.get(method, {}).get("responses", {}):
                id = item[method]["operationId"]
                if status in ("402", "422", "429", "5XX") or (status == "404" and id.endswith(("create", "stream"))):
                    continue
                wanted.add(f"{id} {status}")
    assert wanted - seen == set()
