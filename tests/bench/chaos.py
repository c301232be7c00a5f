"""Clients of ours against an emulator that breaks by chance: no task may be lost, made twice, or answered wrongly.

Each client creates tasks under names of its own, follows them to their end, fetches the model, deletes some. What it
believes in the end is held against what the emulator knows. Loopback only, bounded, repeatable by seed as far as the
order of requests is: ``python tests/bench/chaos.py --minutes 10 --clients 50 --seed 1``.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import logging
import os
import resource
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from pathlib import Path
from random import Random

from attrs import define, field
from meshwright import AsyncMeshy, Meshy
from meshwright.core.retrying import RetryPolicy
from meshwright.emulator import Emulator, Plan, Settings, damage
from meshwright.errors import DownloadFailed, MeshwrightError, NotFound, QueueFull, SubmissionUnknown, WaitTimeout
from PIL import Image, ImageDraw

RATE = 0.1
"""Share of the requests that suffer."""
PATIENCE = 6.0
"""Seconds of one wait; a quarter of them is the silence after which a stream is given up."""
RETRY = RetryPolicy(attempts=6, first_delay=0.05, longest_delay=0.5)
BALANCE = 10**9
NEWEST = 300
"""Tasks among which one is looked for."""


@define
class Belief:
    """The clients' knowledge, by the names they gave their tasks."""

    ids: dict[str, str] = field(factory=dict)
    refused: set[str] = field(factory=set)
    """Creates that the client knows to have been refused or not received."""
    ended: dict[str, str] = field(factory=dict)
    deleted: set[str] = field(factory=set)
    digests: set[str] = field(factory=set)
    invalid: list[str] = field(factory=list)
    unexpected: Counter[str] = field(factory=Counter)
    recovered: int = 0


def picture() -> bytes:
    """A red ball on white."""
    image = Image.new("RGB", (96, 96), "white")
    ImageDraw.Draw(image).ellipse((20, 20, 76, 76), fill="crimson")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


PICTURE = picture()


async def client(meshy: AsyncMeshy, number: int, seed: int, until: float, belief: Belief, folder: Path) -> None:
    """Create and follow tasks until the time is over."""
    random = Random(f"{seed} {number}")
    turn = 0
    while time.monotonic() < until:
        turn += 1
        name = f"{number}-{turn}"
        id = await created(meshy, name, belief)
        if id is None:
            continue
        belief.ids[name] = id
        await followed(meshy, id, name, belief, folder)
        if random.random() < 0.1:
            await deleted(meshy, id, name, belief)


async def created(meshy: AsyncMeshy, name: str, belief: Belief) -> str | None:
    """Create a task; when the answer was lost, look for it by its name, as a careful program does."""
    try:
        task = await meshy.image_to_3d.create(
            image_url=PICTURE,
            target_polycount=300,
            should_texture=False,
            target_formats=["glb"],
            texture_prompt=name,
        )
    except SubmissionUnknown:
        belief.recovered += 1
        found = await searched(meshy, name, belief)
        if len(found) > 1:
            belief.invalid.append(f"{name} was made {len(found)} times")
        if not found:
            belief.refused.add(name)
        return found[0] if found else None
    except QueueFull:
        belief.refused.add(name)
        await asyncio.sleep(0.2)
        return None
    except MeshwrightError as error:
        belief.refused.add(name)
        belief.unexpected[f"create: {type(error).__name__}"] += 1
        return None
    return task.id


async def searched(meshy: AsyncMeshy, name: str, belief: Belief) -> list[str]:
    """Look for a task among the newest, however often the list breaks off."""
    while True:
        found: list[str] = []
        number = 0
        try:
            async for task in meshy.image_to_3d.list():
                number += 1
                if task.texture_prompt == name:
                    found.append(task.id)
                if number == NEWEST:
                    break
        except MeshwrightError as error:
            belief.unexpected[f"list: {type(error).__name__}"] += 1
        else:
            return found


async def followed(meshy: AsyncMeshy, id: str, name: str, belief: Belief, folder: Path) -> None:
    """Wait for the end and fetch the model, starting over whenever something broke."""
    handle = meshy.image_to_3d.task(id)
    while True:
        try:
            task = await handle.wait(timeout=PATIENCE, check=False)
            if task.id != id or (task.texture_prompt or name) != name:
                belief.invalid.append(f"{name}: asked for {id}, got {task.id}")
            belief.ended[name] = task.status
            if task.status == "FAILED":
                if "asked to fail" not in task.task_error.message:
                    belief.invalid.append(f"{name} failed: {task.task_error.message}")
                return
            paths = await handle.download(folder / name, formats={"glb"})
            belief.digests.add(hashlib.sha256(paths[0].read_bytes()).hexdigest())
            paths[0].unlink()
        except (WaitTimeout, DownloadFailed, MeshwrightError) as error:
            if isinstance(error, NotFound):
                belief.invalid.append(f"{name}: {id} is lost: {error}")
                return
            belief.unexpected[f"follow: {type(error).__name__}"] += 1
        else:
            return


async def deleted(meshy: AsyncMeshy, id: str, name: str, belief: Belief) -> None:
    """Delete a task; one whose answer was lost is gone the second time."""
    while True:
        try:
            await meshy.image_to_3d.delete(id)
        except NotFound:
            pass
        except MeshwrightError as error:
            belief.unexpected[f"delete: {type(error).__name__}"] += 1
            continue
        belief.deleted.add(name)
        return


def blocking_client(url: str, key: str, until: float, belief: Belief) -> None:
    """Do the same with the blocking client, in a thread: list and read what the others make."""
    with Meshy(key, base_url=url, retry=RETRY) as meshy:
        while time.monotonic() < until:
            try:
                for number, task in enumerate(meshy.image_to_3d.list()):
                    if task.status not in {"PENDING", "IN_PROGRESS", "SUCCEEDED", "FAILED"}:
                        belief.invalid.append(f"status {task.status}")
                    if number > 20:
                        break
            except MeshwrightError as error:
                belief.unexpected[f"blocking: {type(error).__name__}"] += 1
            time.sleep(0.2)


class Broken(logging.Handler):
    """Counts the answers that the strict emulator found to break the spec, and what it broke down at."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a message."""
        self.messages.append(record.getMessage())


def examined(emulator: Emulator, belief: Belief, broken: Broken) -> dict[str, object]:
    """Hold what the clients believe against what the emulator knows."""
    known = {task.id: task for task in emulator.meshy.store.all()}
    names = Counter(task.request["texture_prompt"] for task in known.values())
    believed = {id: name for name, id in belief.ids.items() if name not in belief.deleted}
    failed = sum(1 for task in known.values() if task.outcome is not None and task.outcome.error)
    return {
        "tasks": len(belief.ids),
        "ended": dict(Counter(belief.ended.values())),
        "deleted": len(belief.deleted),
        "creates that ended in doubt": belief.recovered,
        "lost": len(set(believed) - set(known)) + len(set(known) - set(believed)),
        "duplicates": sum(count - 1 for count in names.values()) + len(set(names) & belief.refused),
        "invalid": len(belief.invalid) + len(broken.messages),
        "invalid examples": (belief.invalid + broken.messages)[:5],
        "models that differ": max(0, len(belief.digests) - 1),
        "credits off by": emulator.meshy.store.balance - (BALANCE - 5 * charged(belief)),
        "failed on the server": failed,
        "errors that clients met": dict(belief.unexpected.most_common()),
    }


def charged(belief: Belief) -> int:
    """Count the tasks that cost something: those that did not fail."""
    return sum(1 for status in belief.ended.values() if status == "SUCCEEDED")


async def run(emulator: Emulator, clients: int, seconds: float, seed: int, belief: Belief) -> None:
    """Let the clients work, then let everything come to its end without faults."""
    until = time.monotonic() + seconds
    listener = threading.Thread(target=blocking_client, args=(emulator.url, emulator.api_key, until, belief))
    listener.start()
    with tempfile.TemporaryDirectory(prefix="meshwright-chaos-") as folder:
        shares = max(1, clients // 10)
        pool = [AsyncMeshy(emulator.api_key, base_url=emulator.url, timeout=5.0, retry=RETRY) for _ in range(shares)]
        work = [client(pool[n % shares], n, seed, until, belief, Path(folder)) for n in range(clients)]
        calm = asyncio.create_task(calmed(emulator, until))
        await asyncio.gather(*work)
        await calm
        for meshy in pool:
            await meshy.aclose()
    listener.join()


async def calmed(emulator: Emulator, until: float) -> None:
    """End the chaos when the time is over, so that everything under way can end."""
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    emulator.faults.rate = 0.0


def main() -> int:
    """Run and report; returns 0 when nothing was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    damage.SLOW_SECONDS = 1.0
    broken, belief = Broken(), Belief()
    for name in ("meshwright.emulator", "uvicorn.error"):
        logging.getLogger(name).addHandler(broken)
    with tempfile.TemporaryDirectory(prefix="meshwright-certificates-") as nobody:
        os.environ["SSL_CERT_DIR"] = nobody
        settings = Settings(
            seed=asked.seed, chaos=RATE, strict=True, balance=BALANCE, queue=10**6, plan=Plan(pending=0.1, running=0.4)
        )
        began = time.monotonic()
        with Emulator(settings) as emulator:
            asyncio.run(run(emulator, asked.clients, asked.minutes * 60, asked.seed, belief))
            found = examined(emulator, belief, broken)
    found["seconds"] = round(time.monotonic() - began, 1)
    found["peak memory MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found, indent=2))
    wrong = ("lost", "duplicates", "invalid", "models that differ", "credits off by")
    return int(any(found[name] for name in wrong))


if __name__ == "__main__":
    sys.exit(main())
