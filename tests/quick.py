"""What ``pytest --quick`` (``scripts/test --quick``) leaves out: tests marked ``engine`` and ``slow``.

Whole folders and modules are marked here, by their beginning below ``tests/``, and are not even imported by the quick
run; a single test is marked where it is written. The choice was made by measured seconds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MARKED = {
    "engine": (
        "engine/",
        *(f"emulator/test_{name}.py" for name in ("archive", "decisions", "remesh", "text_to_3d", "work")),
    ),
    "slow": (
        "bench/",
        "e2e/",
        *(f"cli/test_{name}.py" for name in ("ledger", "page", "several", "tasks", "trouble")),
        "contract/test_contract_",
        "contract/test_generator",
        "contract/test_live_",
        "contract/test_oracle_",
        *(f"contract/test_{name}.py" for name in ("har_reading", "mutants", "schemathesis", "spec_diff", "walks")),
        *(f"emulator/test_{name}.py" for name in ("chaos", "conformance", "folders", "hostile_requests", "inputs")),
        *(f"emulator/test_{name}.py" for name in ("page", "plugin", "siblings", "time", "transcripts", "visitors")),
        *(f"faults/test_{name}.py" for name in ("deadlines", "loops")),
        *(f"flighthub/test_{name}.py" for name in ("cli", "journal", "models", "overview", "photos", "shows")),
        *(f"flighthub/test_{name}.py" for name in ("starts", "store_clients", "stores", "troubles", "upload")),
        *(f"money/test_{name}.py" for name in ("kill", "ledger", "many", "resume_page")),
    ),
}


def marks_of(path: Path) -> list[str]:
    """Return the markers of a module of tests."""
    place = path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else ""
    return [mark for mark, beginnings in MARKED.items() if place.startswith(beginnings)]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--quick``."""
    parser.addoption("--quick", action="store_true", help="leave out what is marked engine or slow")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out single tests by their markers."""
    if config.getoption("quick"):
        config.option.markexpr = " and ".join(f"not {mark}" for mark in MARKED)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out modules."""
    return True if config.getoption("quick") and marks_of(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of marked modules."""
    for item in items:
        for mark in marks_of(item.path):
            item.add_marker(mark)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the modules that were left out."""
    if config.getoption("quick"):
        for mark in MARKED:
            paths = [path for path in sorted(TESTS.glob("*/test_*.py")) if mark in marks_of(path)]
            names = ", ".join(path.relative_to(TESTS).as_posix().removesuffix(".py") for path in paths)
            terminalreporter.write_line(f"left out, {mark}: {len(paths)} modules: {names.replace('test_', '')}")
