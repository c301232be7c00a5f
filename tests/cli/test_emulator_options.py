"""``meshwright emulator``: option values that cannot work are refused before anything listens."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.shells import Shell


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--speed", "nan", "'nan' is not a number"),
        ("--speed", "inf", "not in the range 0<=x<=1000000"),
        ("--speed", "1e300", "not in the range 0<=x<=1000000"),
        ("--chaos", "nan", "'nan' is not a number"),
        ("--balance", "100000000000000000000000000", "not in the range 0<=x<=1000000000"),
        ("--api-key", "", "leave it out to accept any that begins with msy_"),
        ("--api-key", "msy_with space", "must be visible ASCII"),
        ("--api-key", "msy_é", "must be visible ASCII"),
    ],
)
def test_values_that_cannot_work(desk: Shell, tmp_path: Path, option: str, value: str, reason: str) -> None:
    """Each is a usage error that names the option and the rule, and no folder is made."""
    done = desk("emulator", "--port", "0", "--data", tmp_path / "data", option, value)
    assert (done.code, done.out) == (2, "")
    assert f"Invalid value for '{option}'" in done.err
    assert reason in " ".join(done.err.split())
    assert not (tmp_path / "data").exists()
