"""The emulator beside Prism on the same spec: start to first answer, GET and POST; and what many tasks cost it.

Needs ``wrk`` for the load. Prism answers an example and remembers nothing; the emulator keeps each task and writes its
picture to a file, and runs here without its engine.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .. import peers
from ..emulated import REQUEST, emulated, stubbed
from ..measuring import Sample, measured
from ..peers import PeerMissing
from ..rows import Budget, Contender, Growth, Row
from ..samples import ID
from ..server import TASKS

HEADERS = {"authorization": "Bearer msy_bench", "content-type": "application/json"}
SPEC = peers.ROOT / "specs/meshy.yaml"
CONNECTIONS = 16
PORT = 4010
BASE = "http://127.0.0.1:8765"
PAGE = {"page_num": 1, "page_size": 50, "sort_by": "-created_at"}


@contextmanager
def prism() -> Iterator[dict[str, Any]]:
    """Run Prism in a process of its own."""
    if os.environ.get(peers.OFFLINE):
        raise PeerMissing("Prism is left out")
    command = [peers.prism(), "mock", str(SPEC), "--port", str(PORT), "--verboseLevel", "silent"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield {"url": f"http://127.0.0.1:{PORT}", "process": process.pid}
        finally:
            process.terminate()


SERVERS: dict[str, Callable[[], AbstractContextManager[dict[str, Any]]]] = {"emulator": emulated, "prism": prism}


def asked(url: str, method: str = "GET", path: str = f"{TASKS}/{ID}", body: str | None = None) -> bytes:
    """Send one request; raises OSError while no server listens."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request(method, path, body, HEADERS)
        return connection.getresponse().read()
    finally:
        connection.close()


def first_answer(url: str) -> None:
    """Wait until a server answers, with any status."""
    while True:
        try:
            asked(url)
        except OSError:
            time.sleep(0.002)
        else:
            return


def start(server: str, size: int) -> Sample:
    """Start a server and wait for its first answer."""
    began = time.perf_counter()
    with SERVERS[server]() as met:
        first_answer(met["url"])
        return {"wall": time.perf_counter() - began, "cpu": _cpu(met["process"]), "peak": _peak(met["process"])}


def load(server: str, method: str, size: int) -> Sample:
    """Let wrk ask for so many milliseconds; ``cpu`` is the server's, for one request."""
    if shutil.which("wrk") is None:
        raise PeerMissing("wrk is not installed")
    with SERVERS[server]() as met, tempfile.TemporaryDirectory() as folder:
        first_answer(met["url"])
        created = json.loads(asked(met["url"], "POST", TASKS, json.dumps(REQUEST)))["result"]
        path = f"{TASKS}/{created if created != 'string' else ID}" if method == "GET" else TASKS
        script = Path(folder, "wrk.lua")
        script.write_text(_script(method))
        before = _cpu(met["process"])
        rate, count = _wrk(script, met["url"] + path, max(1, size // 1000))
        return {
            "rate": rate,
            "cpu": (_cpu(met["process"]) - before) / count,
            "wall": 1 / rate,
            "peak": _peak(met["process"]),
        }


def _script(method: str) -> str:
    lines = [f'wrk.method = "{method}"', *(f'wrk.headers["{name}"] = "{value}"' for name, value in HEADERS.items())]
    if method == "POST":
        lines.append(f"wrk.body = [==[{json.dumps(REQUEST)}]==]")
    return "\n".join(lines)


def _wrk(script: Path, url: str, seconds: int) -> tuple[float, int]:
    """Return the requests a second and how many there were; raises RuntimeError when answers were not 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if wrong := re.search(r"Non-2xx.*", said):
        raise RuntimeError(f"{url}: {wrong[0]}")
    rate, count = re.search(r"Requests/sec:\s*([\d.]+)", said), re.search(r"(\d+) requests in", said)
    assert rate is not None
    assert count is not None
    return float(rate[1]), int(count[1])


def _cpu(process: int) -> float:
    """Return the CPU seconds of another process so far."""
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / 100


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(float(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def keeping(size: int) -> Sample:
    """Let an emulator in this process keep so many tasks: what one costs, and a look, a page and an expiry then."""
    import asyncio

    from meshwright.emulator import Clock

    emulator = stubbed(clock=Clock(rate=0))
    meshy = emulator.meshy
    wanted = {"ai_model": "meshy-4", "target_polycount": 30000, "topology": "triangle", **REQUEST}

    async def all() -> Sample:
        await meshy.create("image-to-3d", dict(wanted), 5, {})
        with measured() as found:
            for _ in range(size):
                id = await meshy.create("image-to-3d", dict(wanted), 5, {})
            await asyncio.sleep(0)
        with measured(per=200) as look:
            for _ in range(200):
                await meshy.get("image-to-3d", id, BASE)
        with measured(per=20) as page:
            for _ in range(20):
                await meshy.page("image-to-3d", PAGE, BASE)
        meshy.settings.clock.advance(days=3, seconds=1)
        with measured() as expiry:
            await meshy.balance()
        await meshy.close()
        return {
            **found,
            "each": found["cpu"] / size,
            "memory each": found["memory"] / size,
            "look": look["cpu"],
            "page": page["cpu"],
            "expiry": expiry["cpu"],
        }

    return asyncio.run(all())


def _both(work: Any, **options: Any) -> tuple[Contender, ...]:
    return (
        Contender("ours", work, "main", "ours", {"server": "emulator", **options}),
        Contender("Prism", work, "main", "peer", {"server": "prism", **options}),
    )


ROWS = (
    Row(
        name="emulator-start",
        quick=1,
        title="The emulator, start to first answer",
        contenders=_both(start),
        budgets=(Budget("wall", 1.0),),
    ),
    Row(
        name="emulator-get",
        quick=1,
        title="The emulator, GET of a task",
        size=3_000,
        rounds=3,
        contenders=_both(load, method="GET"),
        budgets=(Budget("rate", 3.0, of="Prism", at_least=True),),
        note="16 connections of wrk.",
    ),
    Row(
        name="emulator-post",
        quick=1,
        title="The emulator, POST of a task",
        size=3_000,
        smoke=None,
        rounds=3,
        contenders=_both(load, method="POST"),
        budgets=(Budget("rate", 1.0, of="Prism", at_least=True),),
        note="Prism keeps nothing; here each create is a task, a folder and a picture on the disk.",
    ),
    Row(
        name="emulator-keeping",
        title="The emulator, 10,000 tasks kept",
        size=10_000,
        smoke=20,
        rounds=2,
        contenders=(Contender("ours", keeping, "main", "ours"),),
        growth=Growth("tasks", (100, 1_000, 10_000), ("cpu", "memory", "page", "look")),
        note="Afterwards: one GET among them, one page of 50, and all of them expiring at once.",
    ),
)
