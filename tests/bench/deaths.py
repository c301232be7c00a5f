"""Kill, freeze and cut off the workers of a batch, and count the purchases: the long form of ``fleet/test_deaths``.

    python tests/bench/deaths.py --items 500 --workers 3 --kills 10 --seeds 20 [--postgres] [--restart] [--freeze]

One line a seed: items, deaths by kind, bought, done, open creates. The exit code is 1 if a number is wrong.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "overlays"), str(TESTS.parent / "generated")]

from helpers import batch_worker  # noqa: E402
from helpers.batches import Yard  # noqa: E402
from helpers.postgres import Postgres, begun  # noqa: E402
from helpers.prepared_service import shop  # noqa: E402
from meshwright import Meshy  # noqa: E402
from meshwright.emulator import Plan  # noqa: E402

FROZEN = 40.0
"""Seconds for which workers are stopped: more than the database waits for a sign of life."""
LIMIT = 1800.0


class Fleet:
    """Workers of a batch, some of which die by themselves at the two worst points."""

    def __init__(self, yard: Yard, random: Random) -> None:
        self.yard, self.random = yard, random
        self.workers: list[subprocess.Popen[bytes]] = []
        self.deaths: Counter[str] = Counter()

    def start(self) -> None:
        """Start a worker; half of them die at a worst point after some purchases."""
        die = self.random.choice(["sending", "answered", "", ""])
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MESHY_API_KEY": self.yard.emulator.api_key,
            "MESHY_BASE_URL": self.yard.emulator.url,
            "DIE": die,
            "AFTER": str(self.random.randint(0, 25)),
            "FRESH": "4",
        }
        command = [sys.executable, "-P", batch_worker.__file__, self.yard.place]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        process.die = die  # type: ignore[attr-defined]
        self.workers.append(process)

    def replace_dead(self) -> bool:
        """Replace workers that died; return whether one has ended well, as all items are over."""
        for worker in list(self.workers):
            code = worker.poll()
            if code == 0:
                return True
            if code is not None:
                self.deaths[worker.die if code == -9 else "lost the database"] += 1  # type: ignore[attr-defined]
                self.workers.remove(worker)
                self.start()
        return False

    def strike(self, *, freeze: bool) -> None:
        """Kill one worker, or stop two of them for a while."""
        if not freeze:
            worker = self.random.choice(self.workers)
            worker.die = "kill -9"  # type: ignore[attr-defined]
            worker.kill()
            worker.wait()
            return
        frozen = self.random.sample(self.workers, min(2, len(self.workers)))
        for worker in frozen:
            worker.send_signal(signal.SIGSTOP)
        time.sleep(FROZEN)
        for worker in frozen:
            worker.send_signal(signal.SIGCONT)
        self.deaths["frozen"] += len(frozen)

    def end(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.kill()
            worker.wait()


def run(options: argparse.Namespace, seed: int, postgres: Postgres | None) -> bool:
    """Run one seed; return whether each item was bought once and is done."""
    random, began = Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        plan = Plan(pending=0.5, running=options.seconds)
        emulator = stack.enter_context(shop(Path(folder) / "prepared", plan=plan, queue=options.places + 5, seed=seed))
        place = postgres.database() if postgres else str(Path(folder) / "batch.sqlite")
        yard = Yard(Path(folder), emulator, place, {"shared": True, "places": options.places, "rate": 15.0})
        with yard.batch() as batch:
            batch.add("image_to_3d", yard.pictures(options.items))
        fleet = Fleet(yard, random)
        for _ in range(options.workers):
            fleet.start()
        strikes, restarts = options.kills, int(options.restart and postgres is not None)
        following = time.monotonic() + 8
        while not fleet.replace_dead() and time.monotonic() < began + LIMIT:
            time.sleep(0.2)
            if time.monotonic() > following and strikes:
                following, strikes = time.monotonic() + random.uniform(3, 9), strikes - 1
                fleet.strike(freeze=options.freeze)
                if restarts and strikes <= options.kills // 2 and postgres is not None:
                    restarts = 0
                    postgres.stop()
                    postgres.start()
        fleet.end()
        with yard.batch() as batch:
            status = batch.status()
        with Meshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:  # the state names the newest 200 only
            bought = sum(1 for _ in meshy.image_to_3d.list())
        files = len(list(yard.out.glob("*/model.glb")))
    good = bought == options.items == status.done == files and not status.open_creates and not status.failed
    deaths = ", ".join(f"{count} {name}" for name, count in sorted(fleet.deaths.items())) or "none"
    kind = "postgresql" if postgres else "sqlite"
    print(
        f"{kind} seed {seed}: {options.items} items, deaths: {deaths}; bought {bought}, done {status.done}, failed "
        f"{status.failed}, folders {files}, open creates {status.open_creates}, "
        f"{time.monotonic() - began:.0f} s{'' if good else '  WRONG'}",
        flush=True,
    )
    return good


def main() -> int:
    """Run the seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=3.0, help="of a task")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--restart", action="store_true", help="restart PostgreSQL in the middle")
    parser.add_argument("--freeze", action="store_true", help="stop two workers for 40 s in place of each kill")
    options = parser.parse_args()
    with ExitStack() as stack:
        postgres = None
        if options.postgres:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="meshwright-pg-"))
            postgres = begun(Path(folder))
            stack.callback(postgres.stop)
        good = [run(options, options.first + seed, postgres) for seed in range(options.seeds)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
