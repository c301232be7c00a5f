"""The name of the contract that an emulator follows: at its start, in its state, on its page, and in every answer."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest
from meshwright import Meshy
from meshwright.emulator import Emulator, Settings

SEED = "the seed documents of 2025, newer things as additions"


@pytest.mark.parametrize(
    ("as_of", "name", "header"),
    [
        (None, SEED, "seed"),
        ("seed", SEED, "seed"),
        ("2026-05-01", "the contract of 2026-05-01", "2026-05-01"),
    ],
)
def test_state_and_answers_name_the_contract(as_of: str | None, name: str, header: str) -> None:
    """The state has its name, answers and refusals of the service its day."""
    with Emulator(Settings(as_of=as_of)) as emulator:
        assert emulator.state()["contract"] == name
        assert httpx.get(f"{emulator.url}/_emulator/state").json()["contract"] == name
        for path in ("balance", "image-to-3d/none"):
            answer = httpx.get(f"{emulator.url}/openapi/v1/{path}", headers={"authorization": "Bearer msy_x"})
            assert answer.headers["x-meshwright-contract"] == header


def test_the_page_shows_the_name() -> None:
    """The page takes the name from the state."""
    with Emulator() as emulator:
        script = httpx.get(f"{emulator.url}/_emulator/page/bench.js").text
    assert re.search(r'find\("as-of"\), state\.contract\)', script)


def test_today_is_a_word_that_it_knows() -> None:
    """The client, the embedded emulator and the estimate are of the same day."""
    days = {datetime.now(UTC).date().isoformat()}
    with Meshy(emulator=True, as_of="today") as meshy:
        assert meshy._emulator is not None
        names = {meshy._emulator.as_of, meshy.image_to_3d.estimate().day, meshy.session.contract_day()}
    days.add(datetime.now(UTC).date().isoformat())  # midnight may have passed
    assert names <= days


@pytest.mark.parametrize(("words", "name"), [([], SEED), (["--as-of", "2026-05-01"], "the contract of 2026-05-01")])
def test_the_command_names_it_at_the_start(words: list[str], name: str) -> None:
    """The first line that the command prints has the address and the contract."""
    command = [sys.executable, "-m", "meshwright", "emulator", "--port", "0", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "Emulated Meshy" in line)
        finally:
            process.terminate()
    assert re.fullmatch(rf"Emulated Meshy at http://127\.0\.0\.1:\d+, {name}\n", line)


def test_a_client_agrees_with_an_emulator_that_it_did_not_start() -> None:
    """Without MESHY_AS_OF, estimates follow the emulator's announcement from the first answer on."""
    with Emulator(Settings(as_of="2026-05-01")) as emulator, Meshy("msy_x", base_url=emulator.url) as meshy:
        meshy.balance()
        assert meshy.image_to_3d.estimate().day == "2026-05-01"
