"""Run a batch without deaths, and report how well it uses the account: places, requests, CPU, memory, disk.

    python tests/bench/throughput.py --items 1000 --seconds 60 --places 50 [--workers 2] [--postgres]
    python tests/bench/throughput.py --add 100000 [--postgres]

The intervals are those of users. The service allows ``--places`` unfinished tasks and 20 requests a second.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent / "overlays"), str(TESTS.parent / "generated")]

import psycopg  # noqa: E402
from attrs import define, field  # noqa: E402
from helpers.batches import Yard  # noqa: E402
from helpers.postgres import begun  # noqa: E402
from helpers.prepared_service import shop  # noqa: E402
from meshwright import Batch, Meshy  # noqa: E402
from meshwright.emulator import Emulator, Plan  # noqa: E402

LIMIT = 20
"""Requests that the service allows in a second."""
PROGRAM = """
import sys
from meshwright import Batch

with Batch(sys.argv[1]) as batch:
    batch.work(until_done=True)
"""


@define(eq=False)
class Counted(Emulator):
    """An emulator that records its answers."""

    answers: list[tuple[float, str, int]] = field(factory=list[tuple[float, str, int]])
    """Time of arrival, method with path, status."""

    def config(self) -> Any:
        """Return the settings of the server, with a recorder around the application."""
        config = super().config()
        inner = config.app

        async def recorder(scope: Any, receive: Any, send: Any) -> None:
            arrived = time.monotonic()

            async def sent(message: Any) -> None:
                if message["type"] == "http.response.start":
                    self.answers.append((arrived, f"{scope['method']} {scope['path']}", message["status"]))
                await send(message)

            await inner(scope, receive, sent)

        config.app = recorder
        return config


def most_in_a_second(times: Sequence[float]) -> int:
    """Return how many moments one second holds at most."""
    first = most = 0
    for last, moment in enumerate(times):
        while times[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def share_used(spans: Iterable[tuple[float, float]], places: int) -> float:
    """Return the mean share of the places that tasks held, from the first time that all were to the last create."""
    changes = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    last = max(moment for moment, change in changes if change > 0)
    held = 0
    since = total = full = None
    for moment, change in changes:
        if since is not None and moment <= last:
            total += held * (moment - since)
            since = moment
        held += change
        if since is None and held >= places * 0.95:
            since, total, full = moment, 0.0, moment
    return total / (places * (last - full)) if full is not None and last > full else 0.0


def children() -> float:
    """Return the seconds of CPU of the workers that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def memory_of(process: int) -> int:
    """Return the most memory that a process has held so far, in kB; 0 once it has ended."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
    return 0


def size_of(place: str) -> int:
    """Return the bytes that a ledger takes on the disk."""
    if "://" in place:
        with psycopg.connect(place) as connection:
            row = connection.execute("select pg_database_size(current_database())").fetchone()
            assert row
            return int(row[0])
    return sum(path.stat().st_size for path in Path(place).parent.glob(f"{Path(place).name}*"))


def work(options: argparse.Namespace, folder: Path, place: str) -> None:
    """Let workers make the items, and report."""
    plan = Plan(pending=0.0, running=options.seconds)
    with shop(folder / "prepared", Counted, plan=plan, queue=options.places, rate=LIMIT) as emulator:
        assert isinstance(emulator, Counted)
        yard = Yard(folder, emulator, place, {"shared": True, "places": options.places})
        with yard.batch() as batch:
            batch.add("image_to_3d", yard.pictures(options.items))
        before, began, cpu = size_of(place), time.monotonic(), children()
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "MESHY_API_KEY": emulator.api_key,
            "MESHY_BASE_URL": emulator.url,
        }
        command = [sys.executable, "-P", "-c", PROGRAM, place]
        workers = [subprocess.Popen(command, env=environment) for _ in range(options.workers)]
        memory = 0
        while any(worker.poll() is None for worker in workers):
            memory = max(memory, *(memory_of(worker.pid) for worker in workers))
            time.sleep(1)
        codes = [worker.returncode for worker in workers]
        seconds, after = time.monotonic() - began, children()
        with yard.batch() as batch:
            status = batch.status()
        answers = list(emulator.answers)
        with Meshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:
            spans = [(task.created_at / 1000, task.finished_at / 1000) for task in meshy.image_to_3d.list()]
    api = [(moment, name, code) for moment, name, code in answers if " /openapi/" in name]
    kinds = Counter(name.split("/image-to-3d")[0].split()[0] for _, name, _ in api)
    refused = sum(code == 429 for _, _, code in api)
    full = sum(code == 429 for _, name, code in api if name.startswith("POST"))
    print(
        f"items {options.items}, bought {len(spans)}, done {status.done}, workers ended with {codes}, {seconds:.0f} s"
    )
    print(f"places used: {share_used(spans, options.places):.1%} of {options.places}, tasks of {options.seconds:g} s")
    print(
        f"requests: {len(api)} ({dict(kinds)}), {len(api) / options.items:.2f} an item, most in a second "
        f"{most_in_a_second(sorted(moment for moment, _, _ in api))}; 429: {full / max(1, kinds['POST']):.2%} of "
        f"creates, {refused - full} of the others"
    )
    print(
        f"CPU of the workers: {1000 * (after - cpu) / options.items:.1f} ms an item; memory {memory / 1000:.0f} MB each"
    )
    print(f"ledger: {(size_of(place) - before) / options.items / 1000:.1f} kB an item while working")


def add(options: argparse.Namespace, folder: Path, place: str) -> None:
    """Add items that are addresses, and report."""
    urls = [f"https://pictures.example/{number}.png" for number in range(options.add)]
    nowhere = "http://127.0.0.1:9"
    with Batch(place, out=folder / "models", shared=True, api_key="msy_a_key", base_url=nowhere) as batch:
        began = time.monotonic()
        added = batch.add("image_to_3d", urls)
        seconds = time.monotonic() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"add of {added.new}: {seconds:.0f} s, {memory:.0f} MB, {size_of(place) / options.add / 1000:.1f} kB an item")


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=4.0, help="of a task")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--add", type=int, default=0, help="only add so many items")
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place = str(folder / "batch.sqlite")
        if options.postgres:
            postgres = begun(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="meshwright-pg-"))))
            stack.callback(postgres.stop)
            place = postgres.database()
        if options.add:
            add(options, folder, place)
        else:
            work(options, folder, place)


if __name__ == "__main__":
    main()
