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
        "emulator/test_work.py",
        *(f"emulator/meshy/test_{name}.py" for name in ("account", "archive", "creative_lab", "decisions")),
        *(f"emulator/meshy/test_{name}.py" for name in ("images", "model_kinds", "notes", "print", "rigging")),
        *(f"emulator/meshy/test_{name}.py" for name in ("prints", "remesh", "text_colours", "text_to_3d")),
    ),
    "slow": (
        "bench/",
        "cli/flighthub/",
        "contract/live/",
        "docs/",
        "e2e/",
        "fleet/",
        "mcp_server/test_desk.py",
        "mcp_server/test_serving.py",
        "mutation/",
        *(f"cli/test_{name}.py" for name in ("batch", "groups", "ledger", "page", "several", "tasks", "trouble")),
        *(f"contract/test_{name}.py" for name in ("command", "endings", "har_reading", "oracle_flighthub", "reports")),
        *(f"contract/test_{name}.py" for name in ("oracle_rules", "replay", "schemathesis", "walks")),
        *(f"core/test_{name}.py" for name in ("connections", "deadlines", "faults", "loops", "secrets")),
        *(f"emulator/test_{name}.py" for name in ("chaos", "explorer", "faults", "folders", "hostile_requests")),
        *(f"emulator/test_{name}.py" for name in ("http", "inputs", "page", "plugin", "time", "visitors")),
        "emulator/flighthub/",
        *(f"emulator/meshy/test_{name}.py" for name in ("prices", "siblings", "webhooks")),
        *(f"flighthub/test_{name}.py" for name in ("journal", "journeys", "models", "photos", "starts", "stores")),
        *(f"flighthub/test_{name}.py" for name in ("credentials", "upload")),
        *(f"generator/test_{name}.py" for name in ("command", "names", "recursion")),
        *(f"ledger/test_{name}.py" for name in ("kill", "ledger", "stores")),
        "package/test_typing.py",
        *(f"specdiff/test_{name}.py" for name in ("changes", "command", "silence")),
        *(f"specs/test_{name}.py" for name in ("arazzo", "effects", "pricing", "public_form")),
        "tasks/test_many.py",
    ),
}


def marks_of(path: Path) -> list[str]:
    """Return the markers of a module of tests."""
    place = path.relative_to(TESTS).as_posix() if path.is_relative_to(TESTS) else ""
    return [mark for mark, beginnings in MARKED.items() if place.startswith(beginnings)]


def add_option(parser: pytest.Parser) -> None:
    """Add ``--quick``."""
    parser.addoption("--quick", action="store_true", help="leave out what is marked engine or slow")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out single tests by their markers."""
    if config.getoption("quick"):
        config.option.markexpr = " and ".join(f"not {mark}" for mark in MARKED)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out modules."""
    return True if config.getoption("quick") and marks_of(collection_path) else None


def mark_modules(items: list[pytest.Item]) -> None:
    """Mark the tests of marked modules."""
    for item in items:
        for mark in marks_of(item.path):
            item.add_marker(mark)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the modules that were left out."""
    if config.getoption("quick"):
        for mark in MARKED:
            paths = [path for path in sorted(TESTS.glob("**/test_*.py")) if mark in marks_of(path)]
            names = ", ".join(path.relative_to(TESTS).as_posix().removesuffix(".py") for path in paths)
            terminalreporter.write_line(f"left out, {mark}: {len(paths)} modules: {names.replace('test_', '')}")
