"""Walks about time: long waits, none at all, exact ends, what outlives its signature, its service or its task."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from ...emulator import Plan
from ..samples import CREATES
from .bench import SECONDS, Bench, Opener, place_of
from .lifecycle import DAY, PENDING, RUNNING
from .neighbour import neighbour
from .streams import told

STILL = 0.3
"""Real seconds without news on a stream, in which the emulator checks several times."""
GOOD = CREATES["image-to-3d"]


def patient(opened: Opener) -> list[str]:
    """Follow a task that waits long: its unchanged state is sent again after 10 s, and not before."""
    with opened(plan=Plan(pending=100.0, running=2.0)) as bench:
        id = bench.create("image-to-3d", GOOD)
        seen = told(bench.stream("image-to-3d", id, jumps=(10.0, 100.0)))
        bench.expect(seen == ["PENDING", "PENDING", "SUCCEEDED"], f"a stream that waits sends {seen}")
        id = bench.create("image-to-3d", GOOD)
        seen = told(bench.stream("image-to-3d", id, jumps=(200.0,), pause=STILL))
        bench.expect(seen == ["PENDING", "SUCCEEDED"], f"a stream without news sends {seen}")
        return bench.findings


def hasty(opened: Opener) -> list[str]:
    """Follow a task that takes half a second, and one that takes no time at all."""
    with opened(plan=Plan(pending=0.0, running=0.5)) as bench:
        id = bench.create("image-to-3d", GOOD)
        bench.advance(0.25)
        said = bench.task("image-to-3d", id)
        bench.expect(said.get("progress") == 50, f"{said.get('progress')} percent in the middle")
        found = bench.findings
    with opened(plan=Plan(pending=0.0, running=0.0)) as bench:
        for kind, body in bench.bodies().items():
            status = bench.task(kind, bench.create(kind, body)).get("status")
            bench.expect(status == "SUCCEEDED", f"{kind}: {status} though it takes no time")
        return found + bench.findings


def ends(opened: Opener) -> list[str]:
    """Look at tasks at their very end and long after it: they end when they are due, and are kept for three days."""
    with opened() as bench:
        due = PENDING + RUNNING
        for fault, seconds in (("", due), ("fail_task", due), ("", 1000.0), ("fail_task", 1000.0)):
            for kind in CREATES:
                body = bench.body(kind)
                if fault:
                    bench.arm(fault)
                id = bench.create(kind, body)
                bench.advance(seconds)
                said = bench.task(kind, id)
                took = said.get("finished_at", 0) - said.get("created_at", 0)
                bench.expect(took == 1000 * due, f"{kind}: looked at after {seconds} s, it took {took} ms")
                bench.advance(3 * DAY - (seconds - due) - 0.5)
                bench.expect(bench.task(kind, id) != {}, f"{kind}: expired half a second too early")
                bench.advance(0.5)
                bench.expect(bench.task(kind, id) == {}, f"{kind}: not expired after three days")
        return bench.findings


def files(opened: Opener) -> list[str]:
    """Fetch the files of a task: signed, without a key, for as long as the signature and the task last."""
    with opened(url_lifetime=100.0) as bench:
        id = bench.create("image-to-3d", GOOD)
        bench.advance(10.0)
        said = bench.task("image-to-3d", id)
        urls = [said["thumbnail_url"], *said["model_urls"].values()]
        bench.expect(all(_status(bench, url) == 200 for url in urls), "a file cannot be fetched")
        bench.expect(_status(bench, urls[0].replace("Signature=", "Signature=0")) == 403, "a false signature")
        bench.expect(_status(bench, urls[0].partition("?")[0]) == 403, "no signature")
        bench.advance(101.0)
        bench.expect(_status(bench, urls[0]) == 403, "a URL that has expired")
        fresh = bench.task("image-to-3d", id)["thumbnail_url"]
        bench.call("DELETE", f"/image-to-3d/{id}")
        bench.expect(_status(bench, fresh) == 404, "a file of a deleted task")
        return bench.findings


def _status(bench: Bench, url: str) -> int:
    return bench.http.send(httpx.Request("GET", url)).status_code


def listening(opened: Opener) -> list[str]:
    """Receive webhooks: every change of status is sent once, with the whole task."""
    with neighbour() as other, opened(webhooks=(f"{other.url}/hook",)) as bench:
        for kind, fault in (*((kind, "") for kind in CREATES), ("image-to-3d", "fail_task")):
            body = bench.body(kind)
            if fault:
                bench.arm(fault)
            id = bench.create(kind, body)
            for number, seconds in enumerate((0.6, 10.0, 10.0), 1):
                if not other.was_told(id, number, SECONDS):
                    bench.expect(False, f"{kind}: only {len(other.told_of(id))} changes of status were sent")
                    break
                whole = set(bench.task(kind, id))
                sent = set(other.told_of(id)[number - 1])
                bench.expect(sent == whole, f"{kind}: the task that was sent is incomplete")
                bench.advance(seconds)
            wanted = ["PENDING", "IN_PROGRESS", "FAILED" if fault else "SUCCEEDED"]
            statuses = [task.get("status") for task in other.told_of(id)]
            bench.expect(statuses == wanted, f"{kind}: {statuses} was sent instead of {wanted}")
        return bench.findings


def restarted(opened: Opener) -> list[str]:
    """Stop a service that keeps everything, and start it again: tasks, files, money and time go on."""
    with TemporaryDirectory() as folder:
        with opened(data=Path(folder)) as bench:
            done = bench.create("image-to-3d", GOOD)
            bench.arm("fail_task")
            bench.create("multi-image-to-3d", CREATES["multi-image-to-3d"])
            bench.advance(10.0)
            bench.call("DELETE", f"/image-to-3d/{bench.create('image-to-3d', GOOD)}")
            going_on = bench.create("resize", CREATES["resize"])
            for _ in range(6):
                bench.advance(PENDING / 2)
                bench.task("resize", going_on)
            before = _whole_account(bench)
            url = bench.task("image-to-3d", done).get("thumbnail_url", "").removeprefix(bench.emulator.url)
            found, remembered = bench.findings, bench.oracle.memory
        with opened(data=Path(folder)) as bench:
            bench.oracle.memory = remembered
            after = _whole_account(bench)
            changed = [one[:200] for one in after if one not in before]
            bench.expect(after == before, f"after the restart there are {len(after)} facts, new are {changed}")
            bench.expect(_status(bench, bench.emulator.url + url) == 200, "a URL from before the restart")
            bench.create("image-to-3d", GOOD)
            bench.advance(10.0)
            status = bench.task("resize", going_on).get("status")
            bench.expect(status == "SUCCEEDED", f"a task that was under way over a restart is {status}")
            return found + bench.findings


def _whole_account(bench: Bench) -> list[str]:
    """Return everything that an account shows, wherever it is served."""
    tasks = [task for kind in CREATES for task in bench.call("GET", place_of(kind)).data]
    return [json.dumps(one).replace(bench.emulator.url, "") for one in (bench.balance(), *tasks)]


TIMES = (patient, hasty, ends, files, listening, restarted)
