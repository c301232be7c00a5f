"""How the tests are shared among the processes of pytest-xdist: file by file, long ones first, a few test by test.

The run ends when its last process does, so a long file must not begin late. The choice was made by measured seconds.
"""

from __future__ import annotations

from typing import Any

import pytest

TEST_BY_TEST = ("tests/docs/test_snippets.py", "tests/contract/test_schemathesis.py")
"""Long files whose tests share nothing."""
LONG = (
    *TEST_BY_TEST,
    *(f"tests/contract/test_{name}.py" for name in ("walks", "oracle_rules")),
    *(f"tests/fleet/test_{name}.py" for name in ("deaths", "batch", "folders", "bad_input")),
    "tests/contract/live/test_visit.py",
    "tests/e2e/",
    "tests/emulator/meshy/test_creative_lab.py",
    "tests/engine/",
    "tests/generator/",
)


def put_long_first(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests in a process of pytest-xdist."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Return the scheduler of ``--dist loadfile``."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file in TEST_BY_TEST else file

    config.option.loadscopereorder = False  # by the number of their tests
    return ByFile(config, log)
