"""The ways to test whose strength is measured. Each imports what it needs itself: its process has it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

UNIT_TESTS = [f"tests/unit/test_{name}.py" for name in ("sse", "waiting", "patience", "completion", "retrying")]


def _first(walks: Iterable[tuple[str, list[str]]]) -> str:
    return next((f"{name}: {found[0]}" for name, found in walks if found), "")


def _prepared() -> None:
    from contract.prepared import prepare

    prepare(pytest.MonkeyPatch())


def walks() -> str:
    """Make the scripted walks, judged by the oracle."""
    _prepared()
    from meshwright.contract.bench import opened
    from meshwright.contract.walks.meshy import walk_all

    return _first(walk_all(opened))


def client() -> str:
    """Make the walks of the client."""
    _prepared()
    from meshwright.contract.walks.client import walk_client

    return _first(walk_client()) or _unit_tests()


def _unit_tests() -> str:
    """Run the unit tests of what the walks cannot reach, such as chunks that end anywhere."""
    code = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-o", "filterwarnings=ignore", *UNIT_TESTS])
    return "" if code == 0 else f"unit tests: exit code {code}"


def _fuzzed(*, examples: int, with_oracle: bool) -> str:
    _prepared()
    from meshwright.contract.fuzzing import fuzz

    report = fuzz(seed=1, examples=examples, with_oracle=with_oracle, until_first=True)
    return str(report.findings[0]) if report.findings else ""


def fuzz() -> str:
    """Run schemathesis alone, 20 examples."""
    return _fuzzed(examples=20, with_oracle=False)


def fuzz_with_oracle() -> str:
    """Run schemathesis with the oracle as a check, 20 examples."""
    return _fuzzed(examples=20, with_oracle=True)


def fuzz_100() -> str:
    """Run schemathesis alone, 100 examples."""
    return _fuzzed(examples=100, with_oracle=False)


SETUPS: dict[str, Callable[[], str]] = {
    "walks": walks,
    "client": client,
    "fuzz": fuzz,
    "fuzz+oracle": fuzz_with_oracle,
    "fuzz100": fuzz_100,
}
