"""``meshwright emulator``: option values that cannot work are refused before anything listens."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.shells import Shell
from meshwright.emulator.flighthub.settings import Scenario, read_scenarios


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--speed", "nan", "'nan' is not a number"),
        ("--speed", "inf", "not in the range 0<=x<=1000000"),
        ("--speed", "1e300", "not in the range 0<=x<=1000000"),
        ("--chaos", "nan", "'nan' is not a number"),
        ("--flight-faults", "nan", "'nan' is not a number"),
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


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--scenario", "sunny", "scenario 'sunny' is not one of normal, ends_at_15"),
        ("--scenario", "4d:failed", "one after 2d:, 3d:, 3dgs:, lidar:"),
        ("--failure", "models.start", "is not operation:code or operation:code:count"),
        ("--offline-dock", "Dock Nowhere", "there is no dock 'Dock Nowhere'; the docks are Dock North"),
    ],
)
def test_values_that_flighthub_does_not_have(desk: Shell, option: str, value: str, reason: str) -> None:
    """A scenario, a failure or a dock that does not exist ends the command with what there is."""
    done = desk("emulator", "--port", "0", option, value)
    assert (done.code, done.out) == (4, "")
    assert reason in " ".join(done.err.split())


def test_scenarios_of_all_and_of_single_kinds() -> None:
    """A bare name is for all models, one after a kind for that kind."""
    assert read_scenarios(["failed", "3d:zip_failed"]) == (Scenario.FAILED, {"3d": Scenario.ZIP_FAILED})
    assert read_scenarios([]) == (Scenario.NORMAL, {})
