"""Kill -9 of buying processes in every phase: nothing lost, nothing bought twice, every file whole.

Some kills in a normal run; ``MESHWRIGHT_FULL=1`` makes it 200 kills of one process and 200 of eight that share a
ledger, and prints what was met.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

from attrs import define, field
from helpers import buyer
from helpers.prepared_service import PICTURE, model, prompts, shop
from meshwright import Meshy
from meshwright.emulator import Emulator
from meshwright.ledger.journal import ENDED, INTENDED, NEVER, UNKNOWN, Ledger

FULL = bool(os.environ.get("MESHWRIGHT_FULL"))
KILLS = 200 if FULL else 10
STEPS = 110
"""Steps within which a run is killed; a purchase takes about forty."""
SECONDS = 0.6
"""Real time after its start-up within which every other run is killed, wherever it may be then."""
ORDERED = 3
"""Items that each run is to buy besides, so that there is something to do until it is killed."""


@define
class Shopper:
    """Starts buying processes of one ledger, and ends them."""

    emulator: Emulator
    folder: Path
    random: Random
    ordered: Counter[str] = field(factory=Counter[str])
    """How many items of each name were to be bought so far."""
    phases: Counter[str] = field(factory=Counter[str])
    unsettled: bool = False
    """Whether the last one has lost an answer, on a machine so busy that connections break."""

    def begin(self, name: str, *, kill_at: int = 0) -> subprocess.Popen[bytes]:
        """Start a process that buys what was ordered by a name."""
        settings = [self.emulator.url, self.emulator.api_key, str(self.folder / "ledger"), str(self.folder / "out")]
        return subprocess.Popen(
            [sys.executable, "-P", buyer.__file__, *settings, str(self.ordered[name]), name],
            env={**os.environ, "KILL_AT": str(kill_at), "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def end(self, process: subprocess.Popen[bytes], kill_after: float | None = None) -> None:
        """Wait for a process, or kill it after so many seconds; count where it was killed."""
        try:
            said, trouble = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            said, trouble = process.communicate()
            said = b"at a moment"
        if process.returncode == -9:
            self.phases[said.decode()] += 1
        else:
            self.unsettled = process.returncode == buyer.ANSWER_LOST
            assert process.returncode in (0, buyer.ANSWER_LOST), trouble.decode()

    def kill(self, names: list[str]) -> None:
        """Order more by each name, start a process for each side by side, and kill them: half of them at a step, the
        others at a moment. Nothing was bought twice.
        """
        running: list[tuple[subprocess.Popen[bytes], float | None]] = []
        for name in names:
            self.ordered[name] += ORDERED
            at_step = self.random.random() < 0.5
            moment = 0.25 + SECONDS * len(names) * self.random.random()
            process = self.begin(name, kill_at=self.random.randint(1, STEPS) if at_step else 0)
            running.append((process, None if at_step else moment))
        for process, moment in sorted(running, key=lambda each: each[1] or 1e9):
            self.end(process, moment)
        bought = prompts(self.emulator)
        assert len(bought) == len(set(bought)), "bought twice"

    @property
    def kills(self) -> int:
        """How many were killed so far."""
        return self.phases.total()


def killed_in_every_phase(folder: Path, names: list[str]) -> None:
    """Kill so often, let all end well, and compare: all was bought once, and all of it is on the disk, whole."""
    with shop(folder / "prepared") as emulator:
        shopper = Shopper(emulator, folder, Random(4))
        rounds = 0
        while shopper.kills < KILLS and rounds < 2 * KILLS:
            rounds += 1
            shopper.kill(names)
        for process in [shopper.begin(name) for name in names]:
            shopper.end(process)
        for name in names:  # what one of them still held when another looked
            shopper.end(shopper.begin(name))
            while shopper.unsettled:
                shopper.end(shopper.begin(name))
        with Meshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:
            tasks = {task.id: task.texture_prompt for task in meshy.image_to_3d.list()}
        bought = list(tasks)
        wanted = [f"{name} {number}" for name in names for number in range(shopper.ordered[name])]
        assert sorted(map(str, tasks.values())) == sorted(wanted)
    with Ledger(folder / "ledger") as ledger:
        ended = {entry.task_id: entry.status for entry in ledger.submissions(None, ENDED)}
        not_received = len(ledger.submissions(None, NEVER))
        assert ledger.submissions(None, INTENDED, UNKNOWN) == []
    assert ended == dict.fromkeys(bought, "SUCCEEDED")
    for id in bought:
        found = {path.name: path.read_bytes() for path in (folder / "out" / id).glob("[!.]*")}
        assert found == {"model.glb": model(), "thumbnail.png": PICTURE}
    if FULL:
        print(f"\n{len(names)} side by side: {shopper.kills} kills in {rounds} rounds, {len(bought)} tasks, ", end="")
        print(f"{not_received} not received", dict(shopper.phases))
    assert shopper.kills >= KILLS, "the runs were over too soon"


def test_killed_in_every_phase(tmp_path: Path) -> None:
    """However often the buyer is killed, in the end everything was bought exactly once and every file is whole."""
    killed_in_every_phase(tmp_path, ["item"])


def test_several_that_share_a_ledger(tmp_path: Path) -> None:
    """The same of several processes side by side: what one left is taken up by the next, and by one only."""
    killed_in_every_phase(tmp_path, [f"buyer {number}" for number in range(8 if FULL else 4)])
