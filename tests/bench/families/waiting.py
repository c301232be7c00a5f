"""Many tasks at once: waited for over the list endpoint, followed over event streams, listed."""

from __future__ import annotations

import asyncio
import json
import time
from threading import Thread
from typing import Any

from ..measuring import Sample, measured, percentile
from ..rows import Budget, Contender, Growth, Row
from ..samples import task
from ..server import TASKS, Asked, Handler, answer, raised_limit, serving

SPREAD = 20.0
"""Seconds within which the tasks end, evenly; and how long an event stream lasts."""
EVERY = 2.0
"""Seconds between two events of a stream."""
INTERVAL = 5.0
"""Seconds between two looks at a task."""
FEWEST = 100
"""Fewer tasks are a smoke test, and end at once."""
PATIENCE = 10.0
"""Seconds after which pollers that would take for ever are measured."""


def id_of(number: int) -> str:
    """Name a task."""
    return f"018a210d-8ba4-705c-b111-{number:012}"


class Account:
    """Tasks that end one after the other, from ``/begin`` on."""

    def __init__(self, size: int, spread: float) -> None:
        self.size, self.spread = size, spread
        self.running = [json.dumps(task(id_of(n), "IN_PROGRESS")) for n in range(size)]
        self.begin()

    def begin(self) -> None:
        """Let all of them run again."""
        self.began = time.time()
        self.lists = 0
        self.ended: list[str | None] = [None] * self.size

    def state(self, number: int) -> str:
        """Return a task as it is now."""
        end = self.began + self.spread * (number + 1) / self.size
        if end > time.time():
            return self.running[number]
        state = self.ended[number]
        if state is None:
            state = self.ended[number] = json.dumps(task(id_of(number), finished_at=round(end * 1000)))
        return state

    def __call__(self, asked: Asked) -> bytes:
        """Answer a GET, or a list, newest first."""
        path, _, query = asked.path.partition("?")
        if path == "/begin":
            self.begin()
        if path in ("/begin", "/lists"):
            return answer(str(self.lists).encode())
        if path != TASKS:
            return answer(self.state(int(path[-12:])).encode())
        self.lists += 1
        asked_for = dict(pair.split("=") for pair in query.split("&"))
        first, count = int(asked_for["page_num"]) - 1, int(asked_for["page_size"])
        page = range(self.size - 1 - first * count, max(-1, self.size - 1 - (first + 1) * count), -1)
        return answer(b"[" + ",".join(map(self.state, page)).encode() + b"]")


def account(size: int, spread: float) -> Handler:
    """Serve an account."""
    return Account(size, spread)


def streams(size: int, seconds: float, every: float) -> Handler:
    """Serve an event stream for each task, which ends with the task."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"

    def handle(asked: Asked) -> Any:
        parts = asked.path.split("/")
        if parts[-1] != "stream":
            return answer(json.dumps(task(parts[-1], "IN_PROGRESS")).encode())
        return lambda: send(asked, parts[-2])

    async def send(asked: Asked, id: str) -> None:
        asked.connection.write(head)
        for number in range(round(seconds / every)):
            asked.connection.write(event({"id": id, "status": "IN_PROGRESS", "progress": number}))
            await asyncio.sleep(every)
        asked.connection.write(event(task(id)))
        asked.connection.close()

    def event(state: dict[str, Any]) -> bytes:
        return f"event: message\ndata: {json.dumps(state)}\n\n".encode()

    return handle


# Waiting


def ours_waiting(size: int, url: str, port: int) -> Sample:
    """Wait for all of them with ``as_completed``; ``lag`` is how late 99 of 100 ends are known at most."""
    import httpx
    from meshwright import Meshy

    with Meshy("msy_bench", base_url=url, rate=None) as meshy:
        httpx.get(f"{url}/begin")
        meshy.image_to_3d.get(id_of(0))
        with measured() as found:
            handles = [meshy.image_to_3d.task(id_of(number)) for number in range(size)]
            lags = [time.time() - done.finished_at / 1000 for done in meshy.as_completed(handles)]  # type: ignore[operator]
    states = int(httpx.get(f"{url}/lists").text) * 50
    return {
        **found,
        "done": len(lags) / size,
        "lag": percentile(lags, 0.99),
        "each": found["cpu"] / max(size, states),
        "memory each": found["memory"] / size,
        "rate": max(size, states) / found["wall"],
    }


def httpx_polling(size: int, url: str, port: int, gate: int | None) -> Sample:
    """Let one coroutine a task poll with httpx, for a while; with ``gate`` so many requests at once."""
    import httpx

    answers = 0

    async def poll(client: httpx.AsyncClient, allowed: asyncio.Semaphore, id: str) -> None:
        nonlocal answers
        while True:
            async with allowed:
                state = (await client.get(f"{url}{TASKS}/{id}")).json()
            answers += 1
            if state["status"] == "SUCCEEDED":
                return
            await asyncio.sleep(INTERVAL)

    async def all() -> None:
        async with httpx.AsyncClient(timeout=None) as client:
            allowed = asyncio.Semaphore(gate or size)
            await asyncio.gather(*(poll(client, allowed, id_of(number)) for number in range(size)))

    httpx.get(f"{url}/begin")
    # A thread that ends with the process: ten thousand requests that wait for a pool take minutes to be cancelled.
    pollers = Thread(target=lambda: asyncio.run(all()), daemon=True)
    with measured() as found:
        pollers.start()
        pollers.join(PATIENCE)
    each = {"each": found["cpu"] / answers} if answers else {}
    return {**found, **each, "memory each": found["memory"] / size, "rate": answers / found["wall"]}


# Streaming


def ours_streaming(size: int, url: str, port: int) -> Sample:
    """Follow each task by its stream, all at once, with one client."""
    from meshwright import AsyncMeshy

    raised_limit()

    async def follow(meshy: AsyncMeshy, number: int) -> int:
        states = [task.status async for task in meshy.image_to_3d.task(id_of(number)).stream(timeout=None)]
        return int(states[-1] == "SUCCEEDED")

    async def all() -> int:
        async with AsyncMeshy("msy_bench", base_url=url, rate=None) as meshy:
            return sum(await asyncio.gather(*(follow(meshy, number) for number in range(size))))

    with measured() as found:
        done = asyncio.run(all())
    return {**found, "done": done / size, "memory each": found["memory"] / size}


def httpx_streaming(size: int, url: str, port: int, share: int) -> Sample:
    """Read the events of each stream with httpx and httpx-sse, ``share`` streams a client."""
    import ssl

    import httpx
    from httpx_sse import aconnect_sse

    raised_limit()
    no_limit = httpx.Limits(max_connections=None)
    done = 0

    async def follow(client: httpx.AsyncClient, number: int) -> None:
        nonlocal done
        async with aconnect_sse(client, "GET", f"{url}{TASKS}/{id_of(number)}/stream") as source:
            async for event in source.aiter_sse():
                done += json.loads(event.data)["status"] == "SUCCEEDED"

    async def all() -> None:
        tls = ssl.create_default_context()
        clients = [httpx.AsyncClient(timeout=60.0, limits=no_limit, verify=tls) for _ in range(-(-size // share))]
        await asyncio.gather(*(follow(clients[number // share], number) for number in range(size)))
        for client in clients:
            await client.aclose()

    with measured() as found:
        asyncio.run(all())
    return {**found, "done": done / size, "memory each": found["memory"] / size}


# Listing


def ours_listing(size: int, url: str, port: int) -> Sample:
    """List all tasks of the account."""
    from meshwright import Meshy

    with Meshy("msy_bench", base_url=url, rate=None) as meshy:
        meshy.image_to_3d.get(id_of(0))
        with measured() as found:
            count = sum(1 for _ in meshy.image_to_3d.list())
    assert count == size
    return {**found, "each": found["cpu"] / size, "memory each": found["memory"] / size}


def httpx_listing(size: int, url: str, port: int) -> Sample:
    """Ask for the same pages with httpx, and leave the tasks dictionaries."""
    import httpx

    with httpx.Client(base_url=url) as client:
        client.get(f"{TASKS}/{id_of(0)}")
        with measured() as found:
            count, page = 0, 1
            while count < size:
                asked: dict[str, Any] = {"page_num": page, "page_size": 50, "sort_by": "-created_at"}
                count += len(client.get(TASKS, params=asked).json())
                page += 1
    return {**found, "each": found["cpu"] / size, "memory each": found["memory"] / size}


def _spread(size: int) -> float:
    return SPREAD if size >= FEWEST else 0.0


def _stream_row(name: str, title: str, size: int, others: tuple[Contender, ...], budgets: tuple[Budget, ...]) -> Row:
    return Row(
        name=name,
        title=title,
        size=size,
        smoke=5 if others else None,
        rounds=1,
        service=lambda size: serving(streams, size=size, seconds=_spread(size), every=EVERY),
        contenders=(Contender("ours", ours_streaming, role="ours"), *others),
        budgets=budgets,
        growth=None if others else Growth("streams", (100, 1_000, 10_000)),
        note=f"An event every {EVERY:g} s on each stream, for {SPREAD:g} s.",
    )


ROWS = (
    Row(
        name="waiting",
        title="10,000 tasks waited for",
        size=10_000,
        smoke=60,
        rounds=1,
        service=lambda size: serving(account, size=size, spread=_spread(size)),
        contenders=(
            Contender("ours", ours_waiting, role="ours"),
            Contender("httpx, ungated pollers", httpx_polling, options={"gate": None}),
            Contender("httpx, 8 at once", httpx_polling, options={"gate": 8}),
        ),
        budgets=(
            Budget("done", 1.0, at_least=True),
            Budget("lag", 1.2 * INTERVAL),
            Budget("each", 0.05e-3),
            Budget("memory each", 12_000),
        ),
        growth=Growth("tasks", (100, 1_000, 10_000)),
        note=f"They end evenly within {SPREAD:g} s. The CPU each is that of a task and look, the lag how late an "
        f"end is known (looks are {INTERVAL:g} s apart), the rate in looks a second. The pollers are stopped after "
        f"{PATIENCE:g} s.",
    ),
    _stream_row(
        "streams",
        "1,000 event streams open at once",
        1_000,
        (
            Contender("ours over httpx2", ours_streaming, "httpx2", "ours"),
            Contender("httpx, one client", httpx_streaming, "httpx-sse", options={"share": 10**9}),
            Contender("httpx, 50 streams a client", httpx_streaming, "httpx-sse", options={"share": 50}),
        ),
        (Budget("cpu", 1.0, of="httpx, 50 streams a client"), Budget("done", 1.0, at_least=True)),
    ),
    _stream_row(
        "streams-10000", "10,000 event streams open at once", 10_000, (), (Budget("done", 1.0, at_least=True),)
    ),
    Row(
        name="listing",
        quick=2,
        title="List 10,000 tasks",
        size=10_000,
        smoke=60,
        rounds=5,
        service=lambda size: serving(account, size=size, spread=0.0),
        contenders=(Contender("ours", ours_listing, role="ours"), Contender("httpx", httpx_listing)),
        budgets=(Budget("each", 0.05e-3),),
        growth=Growth("tasks", (100, 1_000, 10_000)),
    ),
)
