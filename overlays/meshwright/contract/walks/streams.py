"""Event streams over a real socket, opened in each status."""

from __future__ import annotations

import json
from itertools import groupby

from ..exchange import Exchange
from ..samples import CREATES
from .bench import Bench
from .lifecycle import EDGE, PENDING, RUNNING


def from_each_status(bench: Bench) -> None:
    """Open a stream while PENDING, while IN_PROGRESS and after the end; time jumps while it is read."""
    for kind, body in bench.bodies().items():
        id = bench.create(kind, body)
        seen = _changes(bench.stream(kind, id, jumps=(PENDING + EDGE, RUNNING / 2, RUNNING)))
        bench.expect(seen[:2] == ["PENDING", "IN_PROGRESS"], f"{kind}: a stream begins with {seen}")
        bench.expect(seen[-1:] == ["SUCCEEDED"], f"{kind}: a stream ends with {seen}")
        bench.expect(_changes(bench.stream(kind, id)) == ["SUCCEEDED"], f"{kind}: the stream after the end")
        id = bench.create(kind, body)
        bench.advance(PENDING + RUNNING / 2)
        seen = _changes(bench.stream(kind, id, jumps=(RUNNING,)))
        bench.expect(seen == ["IN_PROGRESS", "SUCCEEDED"], f"{kind}: a stream from the middle sends {seen}")


def failing(bench: Bench) -> None:
    """Follow a task that fails."""
    bench.arm("fail_task:moderation_blocked")
    bench.call("POST", "/image-to-3d", {})  # is refused, and what was armed waits for the next
    id = bench.create("image-to-3d", CREATES["image-to-3d"])
    seen = _changes(bench.stream("image-to-3d", id, jumps=(10.0,)))
    bench.expect(seen[-1:] == ["FAILED"], f"the stream of a task that fails sends {seen}")
    error = bench.task("image-to-3d", id).get("task_error") or {}
    bench.expect(error.get("code") == "moderation_blocked", f"a task that was blocked has the error {error}")


def unknown(bench: Bench) -> None:
    """Open the stream of a task that never was."""
    answer = bench.stream("image-to-3d", "none")
    bench.expect(answer.status in (200, 404), f"the stream of none answers {answer.status}")
    head = bench.call("HEAD", "/image-to-3d/none/stream")
    bench.expect(head.body == b"", "HEAD has a body")


def _changes(exchange: Exchange) -> list[str]:
    return [status for status, _ in groupby(told(exchange))]


def told(exchange: Exchange) -> list[str]:
    """Return the statuses of a stream, one an event."""
    lines = [line for line in exchange.body.decode("utf-8", "replace").split("\n") if line.startswith("data: {")]
    return [str(json.loads(line[6:]).get("status", "error")) for line in lines]


STREAMS = (from_each_status, failing, unknown)
