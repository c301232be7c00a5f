"""Kill, freeze and cut off the workers of a batch, and count the purchases: the long form of ``fleet/test_deaths``.

    python tests/bench/deaths.py --items 500 --kills 10 --seeds 20 [--postgres] [--restart] [--death freeze|vanish]
    python tests/bench/deaths.py --chains 20

One line a seed: items, deaths by kind, bought, done, open creates, the longest pause between two purchases. The exit
code is 1 if a number is wrong. With ``--chains``, a worker dies so many times at each task of a chain of three.
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
from itertools import pairwise
from pathlib import Path
from random import Random

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "overlays"), str(TESTS.parent / "generated")]

from attrs import define, field  # noqa: E402
from helpers import batch_worker  # noqa: E402
from helpers.batches import Yard  # noqa: E402
from helpers.carrying import Carrier  # noqa: E402
from helpers.postgres import Postgres, begun  # noqa: E402
from helpers.prepared_service import shop  # noqa: E402
from meshwright import Meshy, step  # noqa: E402
from meshwright.emulator import Emulator, Plan  # noqa: E402

FROZEN = 40.0
"""Seconds for which workers are stopped: more than the database waits for a sign of life."""
LIMIT = 1800.0
POINTS = ("sending", "answered")


@define
class Machine:
    """A worker, and what carries its connections to the database."""

    process: subprocess.Popen[bytes]
    end: str
    """The cause of its death, if it dies."""
    carrier: Carrier | None = None


def started(yard: Yard, place: str, *, die: str = "", after: int = 0, fresh: int = 1) -> subprocess.Popen[bytes]:
    """Start a worker on a ledger."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "MESHY_API_KEY": yard.emulator.api_key,
        "MESHY_BASE_URL": yard.emulator.url,
        "DIE": die,
        "AFTER": str(after),
        "FRESH": str(fresh),
    }
    command = [sys.executable, "-P", batch_worker.__file__, place]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


@define
class Fleet:
    """Workers of a batch, some of which die by themselves at the two worst points."""

    yard: Yard
    random: Random
    postgres: Postgres | None
    machines: list[Machine] = field(factory=list[Machine])
    carriers: list[Carrier] = field(factory=list[Carrier])
    deaths: Counter[str] = field(factory=Counter[str])

    def start(self) -> None:
        """Start a worker; half of them die at a worst point after some purchases."""
        die, place, carrier = self.random.choice([*POINTS, "", ""]), self.yard.place, None
        if self.postgres is not None:
            carrier = Carrier(self.postgres.port)
            self.carriers.append(carrier)
            place = place.replace(f":{self.postgres.port}/", f":{carrier.port}/")
        process = started(self.yard, place, die=die, after=self.random.randint(0, 25), fresh=4)
        self.machines.append(Machine(process, die, carrier))

    def replace_dead(self) -> bool:
        """Replace workers that died; return whether one has ended well, as all items are over."""
        for machine in list(self.machines):
            code = machine.process.poll()
            if code == 0:
                return True
            if code is not None:
                self.deaths[machine.end if code == -9 else "lost the database"] += 1
                self.machines.remove(machine)
                self.start()
        return False

    def kill_one(self, how: str) -> None:
        """Kill one worker, let one vanish with its network, or stop two of them for a while."""
        if how == "freeze":
            frozen = self.random.sample(self.machines, min(2, len(self.machines)))
            for machine in frozen:
                machine.process.send_signal(signal.SIGSTOP)
            time.sleep(FROZEN)
            for machine in frozen:
                machine.process.send_signal(signal.SIGCONT)
            self.deaths["frozen"] += len(frozen)
            return
        machine = self.random.choice(self.machines)
        machine.end = "kill -9"
        if how == "vanish" and machine.carrier is not None:
            machine.end = "vanished"
            machine.carrier.cut()
        machine.process.kill()
        machine.process.wait()

    def end(self) -> None:
        """End all workers."""
        for machine in self.machines:
            machine.process.kill()
            machine.process.wait()
        for carrier in self.carriers:
            carrier.close()


def purchases(emulator: Emulator) -> list[float]:
    """List the times of all purchases; the state names the newest 200 only."""
    with Meshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:
        return sorted(task.created_at / 1000 for task in meshy.image_to_3d.list())


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
        fleet = Fleet(yard, random, postgres)
        for _ in range(options.workers):
            fleet.start()
        deaths_left, restarts = options.kills, int(options.restart and postgres is not None)
        following = time.monotonic() + 8
        while not fleet.replace_dead() and time.monotonic() < began + LIMIT:
            time.sleep(0.2)
            if time.monotonic() > following and deaths_left:
                following, deaths_left = time.monotonic() + random.uniform(3, 9), deaths_left - 1
                fleet.kill_one(options.death)
                if restarts and deaths_left <= options.kills // 2 and postgres is not None:
                    restarts = 0
                    postgres.stop()
                    postgres.start()
        fleet.end()
        with yard.batch() as batch:
            status = batch.status()
        times = purchases(emulator)
        files = len(list(yard.out.glob("*/model.glb")))
    bought, pause = len(times), max((after - before for before, after in pairwise(times)), default=0.0)
    good = bought == options.items == status.done == files and not status.open_creates and not status.failed
    deaths = ", ".join(f"{count} {name}" for name, count in sorted(fleet.deaths.items())) or "none"
    kind = "postgresql" if postgres else "sqlite"
    print(
        f"{kind} seed {seed}: {options.items} items, deaths: {deaths}; bought {bought}, done {status.done}, failed "
        f"{status.failed}, folders {files}, open creates {status.open_creates}, longest pause {pause:.0f} s, "
        f"{time.monotonic() - began:.0f} s{'' if good else '  WRONG'}",
        flush=True,
    )
    return good


def run_chain(link: int, number: int) -> bool:
    """Kill a worker at a task of a chain; return whether another one made the chain with no task bought twice."""
    with tempfile.TemporaryDirectory() as folder, shop(Path(folder) / "prepared", seed=number) as emulator:
        yard = Yard(Path(folder), emulator, str(Path(folder) / "batch.sqlite"))
        with yard.batch() as batch:
            batch.add("image_to_3d", yard.pictures(1), then=[step("remesh"), step("repair")])
        died = started(yard, yard.place, die=POINTS[number % 2], after=link).wait(LIMIT)
        ended = started(yard, yard.place).wait(LIMIT)
        with yard.batch() as batch:
            status = batch.status()
        return (died, ended, len(yard.bought()), status.done, status.open_creates) == (-signal.SIGKILL, 0, 3, 1, 0)


def run_chains(rounds: int) -> bool:
    """Run the rounds of each link."""
    good = []
    for link in range(3):
        held = [run_chain(link, number) for number in range(rounds)]
        print(
            f"chains, death at task {link + 1}: {rounds} deaths, {sum(held)} chains made with 3 purchases", flush=True
        )
        good += held
    return all(good)


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
    parser.add_argument("--death", choices=["kill", "freeze", "vanish"], default="kill")
    parser.add_argument("--chains", type=int, default=0, help="deaths at each task of a chain, in place of all else")
    options = parser.parse_args()
    if options.death == "vanish" and not options.postgres:
        parser.error("--death vanish needs --postgres")
    with ExitStack() as stack:
        postgres = None
        if options.postgres:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="meshwright-pg-"))
            postgres = begun(Path(folder))
            stack.callback(postgres.stop)
        if options.chains:
            good = [run_chains(options.chains)]
        else:
            good = [run(options, options.first + seed, postgres) for seed in range(options.seeds)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
