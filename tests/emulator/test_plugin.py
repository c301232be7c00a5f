"""The fixtures of the package, as the tests of its users meet them: in a pytest run of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.places import ROOT

PAGE = (ROOT / "docs/emulator.md").read_text("utf-8")
PROGRAMS = [program for program in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "def test_" in program]


def run(folder: Path, program: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on one file in an otherwise empty folder."""
    (folder / "test_app.py").write_text(program)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_page_has_programs() -> None:
    """The page shows how to use the fixture."""
    assert PROGRAMS
    assert "meshy_emulator" in PROGRAMS[0]


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_programs_of_the_page(program: str, tmp_path: Path) -> None:
    """The example on the page runs as it is."""
    done = run(tmp_path, program)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{program.count('def test_')} passed" in done.stdout


STATE = """
import httpx
import pytest
from meshwright.emulator import Clock, Settings


@pytest.mark.parametrize("turn", [1, 2])
def test_a_state_of_its_own(meshy_emulator, turn):
    meshy_emulator.faults.arm("drop", 5)
    assert len(meshy_emulator.faults.waiting) == 5
    assert meshy_emulator.settings.clock.manual


def test_the_environment(meshy_emulator, monkeypatch):
    import os
    assert os.environ["MESHY_BASE_URL"] == meshy_emulator.url
    headers = {"authorization": "Bearer " + os.environ["MESHY_API_KEY"]}
    assert httpx.get(meshy_emulator.url + "/openapi/v1/balance", headers=headers).json() == {"balance": 1000}


def test_flighthub(flighthub_emulator):
    from meshwright import FlightHub
    with FlightHub() as flighthub:
        assert flighthub.models.running() == []


class TestOther:
    @pytest.fixture
    def meshy_settings(self):
        return Settings(balance=7, clock=Clock(rate=0))

    def test_other_settings(self, meshy_emulator):
        assert meshy_emulator.state()["balance"] == 7


def test_the_environment_afterwards():
    import os
    assert "MESHY_BASE_URL" not in os.environ
"""


def test_a_state_for_each_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has an emulator of its own and leaves the environment as it was; settings can be overridden."""
    monkeypatch.delenv("MESHY_BASE_URL", raising=False)
    done = run(tmp_path, STATE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


FLIGHTHUB = """
import pytest
from meshwright import FlightHub, RetryPolicy, ServerError
from meshwright.emulator import Clock, FlightHubSettings, Settings
from meshwright.flighthub import REGIONS


@pytest.mark.parametrize("region", list(REGIONS))
def test_every_region(flighthub_emulator, region):
    with FlightHub(region=region) as flighthub:
        assert flighthub.session.base_url == flighthub_emulator.url
        assert flighthub.models.running() == []


def test_faults(flighthub_emulator):
    flighthub_emulator.faults.arm("server_error")
    with FlightHub(retry=RetryPolicy(attempts=1)) as flighthub, pytest.raises(ServerError):
        flighthub.models.running()


class TestOther:
    @pytest.fixture
    def flighthub_settings(self):
        return Settings(clock=Clock(rate=0), strict=True, flighthub=FlightHubSettings(token="abc"))

    def test_its_token(self, flighthub_emulator):
        with FlightHub() as flighthub:
            assert flighthub.models.running() == []


def test_the_regions_afterwards():
    assert all(url.startswith("https://") for url in REGIONS.values())
"""


def test_flighthub_stays_on_the_machine(tmp_path: Path) -> None:
    """Code that names a region meets the emulator, a token of the settings is the one in the environment, and faults
    happen to FlightHub's calls; afterwards the regions are what they were.
    """
    done = run(tmp_path, FLIGHTHUB)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout


def test_without_the_extra(tmp_path: Path) -> None:
    """Without the extra, a test with the fixture reports what is missing; other tests are not affected."""
    (tmp_path / "uvicorn.py").write_text("raise ImportError('no module named uvicorn')")
    program = "def test_one(meshy_emulator): pass\n\n\ndef test_two(): pass\n"
    done = run(tmp_path, program, "--tb=line")
    assert "1 passed, 1 error" in done.stdout
    assert "pip install 'meshwright[emulator]'" in done.stdout


def test_costs_nothing_unasked(tmp_path: Path) -> None:
    """A test run that does not use the fixtures does not import the emulator."""
    program = "import sys\n\n\ndef test_one():\n    assert 'meshwright.emulator' not in sys.modules\n"
    assert run(tmp_path, program).returncode == 0
