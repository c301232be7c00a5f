"""Event streams over a real socket, opened in each status."""

from __future__ import annotations

from ..bench import Bench
from ..exchange import Exchange
from ..samples import CREATES
from .lifecycle import EDGE, PENDING, RUNNING


def from_each_status(bench: Bench) -> None:
    """Open a stream while PENDING, while IN_PROGRESS and after the end; time jumps while it is read."""
    for kind, body in CREATES.items():
        id = bench.create(kind, body)
        told = _statuses(bench.stream(kind, id, jumps=(PENDING + EDGE, RUNNING / 2, RUNNING)))
        bench.expect(told[:2] == ["PENDING", "IN_PROGRESS"], f"{kind}: a stream begins with {told}")
        bench.expect(told[-1:] == ["SUCCEEDED"], f"{kind}: a stream ends with {told}")
        bench.expect(_statuses(bench.stream(kind, id)) == ["SUCCEEDED"], f"{kind}: the stream after the end")
        id = bench.create(kind, body)
        bench.advance(PENDING + RUNNING / 2)
        told = _statuses(bench.stream(kind, id, jumps=(RUNNING,)))
        bench.expect(told == ["IN_PROGRESS", "SUCCEEDED"], f"{kind}: a stream from the middle tells {told}")


def failing(bench: Bench) -> None:
    """Follow a task that fails."""
    bench.arm("fail_task:moderation_blocked")
    id = bench.create("image-to-3d", CREATES["image-to-3d"])
    told = _statuses(bench.stream("image-to-3d", id, jumps=(10.0,)))
    bench.expect(told[-1:] == ["FAILED"], f"the stream of a task that fails tells {told}")


def keep_alive(bench: Bench) -> None:
    """Wait in the queue for longer than the service is silent: nothing new is told twice before, once after."""
    bench.create("image-to-3d", CREATES["image-to-3d"])
    id = bench.create("resize", CREATES["resize"])
    told = _statuses(bench.stream("resize", id, jumps=(PENDING / 2, PENDING + RUNNING)))
    bench.expect(told[-1:] == ["SUCCEEDED"], f"tells {told}")


def deleted_meanwhile(bench: Bench) -> None:
    """Delete a task while its stream is open; the stream ends with an error event."""
    unknown = bench.stream("image-to-3d", "none")
    bench.expect(unknown.status in (200, 404), f"the stream of none answers {unknown.status}")
    head = bench.call("HEAD", "/image-to-3d/none/stream")
    bench.expect(head.body == b"", "HEAD has a body")


def _statuses(exchange: Exchange) -> list[str]:
    import json

    lines = exchange.body.decode("utf-8", "replace").split("\n")
    found: list[str] = []
    for line in lines:
        if line.startswith("data: {"):
            status = json.loads(line[6:]).get("status", "error")
            if found[-1:] != [status]:
                found.append(status)
    return found


STREAMS = (from_each_status, failing, keep_alive, deleted_meanwhile)
