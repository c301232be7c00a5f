"""Measure waiting for many tasks at once through ``as_completed``: seconds, CPU and memory of the client a task.

Run by hand: ``python tests/bench/waiting.py [TASKS] [--rate N]``. The emulated service is another process, so that its
work is not counted; its tasks end evenly within twenty seconds and need no engine.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
from typing import Any

SPREAD = 20.0
"""Seconds within which the tasks end."""


def serve(count: int) -> None:
    """Serve so many tasks; print the address and the ids, and end with stdin."""
    from meshwright.emulator import Emulator, Plan, Settings
    from meshwright.emulator.meshy.tasks import Outcome, Task

    with Emulator(Settings(balance=10**9, queue=10**9)) as emulator:
        store = emulator.meshy.store
        print(emulator.url, emulator.api_key)
        for number in range(count):
            plan = Plan(pending=0.0, running=SPREAD * (number + 1) / count)
            task = Task(id=store.new_id(), kind="image-to-3d", request={}, price=0, created=0.0, plan=plan)
            store.add(task)
            print(task.id)
        for task in store.all():
            task.created = time.time()
            store.finish(task, Outcome(models={"glb": "model.glb"}, thumbnail="thumbnail.png"), 0.0)
        sys.stdout.flush()
        sys.stdin.read()


def measure(url: str, key: str, ids: list[str], rate: float | None) -> dict[str, Any]:
    """Wait for all tasks; return what it took."""
    from meshwright import Meshy

    requests: list[str] = []
    with Meshy(key, base_url=url, rate=rate, hooks=[lambda exchange: requests.append(exchange.operation)]) as meshy:
        meshy.balance()
        gc.collect()
        before, cpu, begun = peak(), time.process_time(), time.monotonic()
        handles = [meshy.image_to_3d.task(id) for id in ids]
        ended = sum(task.status == "SUCCEEDED" for task in meshy.as_completed(handles))
        seconds, cpu, memory = time.monotonic() - begun, time.process_time() - cpu, peak() - before
    assert ended == len(ids)
    return {
        "tasks": ended,
        "seconds": round(seconds, 1),
        "requests": len(requests) - 1,
        "CPU ms a task": round(1000 * cpu / ended, 3),
        "memory kB a task": round(memory / ended, 2),
    }


def peak() -> int:
    """Return the largest memory of this process so far, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    """Start the service, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", type=int, nargs="?", default=10_000)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.tasks)
        return
    command = [sys.executable, "-P", __file__, str(wanted.tasks), "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        url, key = service.stdout.readline().split()
        ids = [service.stdout.readline().strip() for _ in range(wanted.tasks)]
        print(measure(url, key, ids, wanted.rate))
        service.stdin.close()


if __name__ == "__main__":
    main()
