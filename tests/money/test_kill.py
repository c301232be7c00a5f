"""Kill -9 of a buying process in every phase: nothing lost, nothing bought twice, every file whole.

Ten kills in a normal run; ``MESHWRIGHT_FULL=1`` makes it 200 kills over 200 creates and prints what was met.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

from attrs import define, field
from meshwright.emulator import Emulator
from meshwright.ledger import ENDED, INTENDED, UNKNOWN, Ledger
from money import buyer
from money.workshops import PICTURE, model, prompts, shop

FULL = bool(os.environ.get("MESHWRIGHT_FULL"))
CREATES, KILLS = (200, 200) if FULL else (12, 10)
STEPS = 130
"""Steps within which a run is killed; a purchase takes about forty."""
SECONDS = 0.6
"""Real time after its start-up within which every other run is killed, wherever it may be then."""


@define
class Shopper:
    """Starts the buying process, and ends it."""

    emulator: Emulator
    folder: Path
    phases: Counter[str] = field(factory=Counter[str])

    def run(self, kill_at: int = 0, kill_after: float | None = None) -> int:
        """Run it; return its exit status, -9 when it was killed."""
        settings = [self.emulator.url, self.emulator.api_key, str(self.folder / "ledger"), str(self.folder / "out")]
        process = subprocess.Popen(
            [sys.executable, "-P", buyer.__file__, *settings, str(CREATES)],
            env={**os.environ, "KILL_AT": str(kill_at), "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            said, trouble = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            said, trouble = process.communicate()
            said = b"at a moment"
        if process.returncode == -9:
            self.phases[said.decode()] += 1
        else:
            assert process.returncode == 0, trouble.decode()
        return process.returncode


def test_killed_in_every_phase(tmp_path: Path) -> None:
    """However often the buyer is killed, in the end everything was bought exactly once and every file is whole."""
    random = Random(4)
    with shop(tmp_path / "prepared") as emulator:
        shopper = Shopper(emulator, tmp_path)
        runs = 0
        while sum(shopper.phases.values()) < KILLS and runs < 2 * KILLS:
            runs += 1
            if runs % 2:
                shopper.run(kill_at=random.randint(1, STEPS))
            else:
                shopper.run(kill_after=0.25 + SECONDS * random.random())
            assert len(prompts(emulator)) == len(set(prompts(emulator))), "bought twice"
        assert shopper.run() == 0
        bought = [task["id"] for task in emulator.state()["tasks"]]
        assert sorted(prompts(emulator)) == sorted(f"item {number}" for number in range(CREATES))
    with Ledger(tmp_path / "ledger") as ledger:
        ended = {entry.task_id: entry.status for entry in ledger.submissions(None, ENDED)}
        assert ledger.submissions(None, INTENDED, UNKNOWN) == []
    assert ended == dict.fromkeys(bought, "SUCCEEDED")
    for id in bought:
        found = {path.name: path.read_bytes() for path in (tmp_path / "out" / id).glob("[!.]*")}
        assert found == {"model.glb": model(), "thumbnail.png": PICTURE}
    if FULL:
        print(f"\n{sum(shopper.phases.values())} kills in {runs} runs, {len(bought)} tasks", dict(shopper.phases))
    # A fast machine is done before it could be killed as often as it was meant to be.
    assert sum(shopper.phases.values()) >= (KILLS if FULL else KILLS // 3), "the runs were over too soon"
