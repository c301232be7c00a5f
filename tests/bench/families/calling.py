"""Reading one task: the whole call over a connection that is kept, and the reading of the JSON alone."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from ..measuring import Sample, measured
from ..rows import Budget, Contender, Row
from ..samples import ID, TASK
from ..server import TASKS, Asked, Handler, answer, serving

PATH = f"{TASKS}/{ID}"
KEY = "Bearer msy_bench"
WARM = 20
"""Calls before the measured ones."""


def one_task() -> Handler:
    """Answer everything with the one task; tripo3d gets it in the envelope and at the path of its service."""
    plain = answer(TASK)
    enveloped = answer(b'{"code": 0, "data": ' + TASK + b"}")

    def handle(asked: Asked) -> bytes:
        return enveloped if asked.path.startswith("/v3/") else plain

    return handle


def repeated(call: Callable[[], Any], size: int) -> Sample:
    """Measure one of many calls."""
    for _ in range(min(WARM, size)):
        call()
    with measured(per=size) as found:
        for _ in range(size):
            call()
    return found


def ours(size: int, url: str, port: int) -> Sample:
    """Read the task through the client; without a rate, as no service limits us here."""
    from meshwright import Meshy

    with Meshy("msy_bench", base_url=url, rate=None) as meshy:
        task = meshy.image_to_3d.task(ID)
        assert task.get().status == "SUCCEEDED"
        return repeated(task.get, size)


def raw_socket(size: int, url: str, port: int) -> Sample:
    """Write the bytes of a request, read until the answer is there: less is not possible in Python."""
    asked = f"GET {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: {KEY}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection:

        def call() -> dict[str, Any]:
            connection.sendall(asked)
            got = b""
            while not got.endswith(TASK):
                got += connection.recv(65536)
            return dict(json.loads(got.partition(b"\r\n\r\n")[2]))

        return repeated(call, size)


def http_client(size: int, url: str, port: int) -> Sample:
    """Use the standard library."""
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def call() -> Any:
        connection.request("GET", PATH, headers={"authorization": KEY})
        return json.loads(connection.getresponse().read())

    return repeated(call, size)


def httpx(size: int, url: str, port: int) -> Sample:
    """Use httpx as it is, and leave the task a dictionary."""
    import httpx

    with httpx.Client(base_url=url, headers={"authorization": KEY}) as client:
        return repeated(lambda: client.get(PATH).json(), size)


def httpx2(size: int, url: str, port: int) -> Sample:
    """Use its continuation."""
    import httpx2

    with httpx2.Client(base_url=url, headers={"authorization": KEY}) as client:
        return repeated(lambda: client.get(PATH).json(), size)


def stock(size: int, url: str, port: int) -> Sample:
    """Use what the generator makes of our spec with its own templates."""
    from stock_client.api.image_to_3d import get
    from stock_client.client import AuthenticatedClient

    with AuthenticatedClient(base_url=url, token="msy_bench") as client:
        return repeated(partial(get.sync, ID, client=client), size)


def openai(size: int, url: str, port: int) -> Sample:
    """Read a model of one's own from openai's service: one GET, parsed into a class."""
    from openai import OpenAI

    with OpenAI(api_key="bench", base_url=url) as client:
        return repeated(partial(client.models.retrieve, ID), size)


def tripo3d(size: int, url: str, port: int) -> Sample:
    """Read a task of the service most like ours; the client opens a connection for each call."""
    from tripo3d import TripoClient

    async def calls() -> Sample:
        client = TripoClient(api_key="tsk_bench", v3_base_url=url)
        for _ in range(min(WARM, size)):
            await client.get_task(ID)
        with measured(per=size) as found:
            for _ in range(size):
                await client.get_task(ID)
        await client.close()
        return found

    return asyncio.run(calls())


def parse(how: str, size: int) -> Sample:
    """Turn the bytes of one task into an object."""
    readers = {"json": lambda: json.loads, "ours": _ours, "stock": _stock, "cattrs": _cattrs, "pydantic": _pydantic}
    read = readers[how]()
    return repeated(lambda: read(TASK), size)


def _ours() -> Callable[[bytes], Any]:
    from meshwright.core.wire import decoded
    from meshwright_api.meshy.models import ImageTo3DTask

    return lambda content: ImageTo3DTask.from_dict(decoded(content))


def _stock() -> Callable[[bytes], Any]:
    from stock_client.models import ImageTo3DTask

    return lambda content: ImageTo3DTask.from_dict(json.loads(content))


def _cattrs() -> Callable[[bytes], Any]:
    import cattrs

    from .attrs_task import Task

    converter = cattrs.Converter()
    return lambda content: converter.structure(json.loads(content), Task)


def _pydantic() -> Callable[[bytes], Any]:
    from .pydantic_task import Task

    return Task.model_validate_json


ROWS = (
    Row(
        name="get",
        quick=3,
        title="GET of a task, connection kept, parsed",
        size=400,
        flame=10_000,
        smoke=20,
        rounds=11,
        service=lambda _: serving(one_task),
        contenders=(
            Contender("ours", ours, role="ours"),
            Contender("httpx", httpx),
            Contender("ours over httpx2", ours, "httpx2", "ours"),
            Contender("httpx2", httpx2, "httpx2"),
            Contender("raw socket", raw_socket, role="limit"),
            Contender("http.client", http_client, role="limit"),
            Contender("stock generated client", stock, "stock"),
            Contender("tripo3d", tripo3d, "tripo3d"),
            Contender("openai", openai, "openai"),
        ),
        budgets=(Budget("cpu", 1.10, of="httpx"), Budget("cpu", 1.0, of="httpx", who="ours over httpx2")),
    ),
    Row(
        name="parse",
        quick=3,
        title="Parse one task of 1.4 kB",
        size=10_000,
        smoke=100,
        rounds=9,
        contenders=(
            Contender("ours", parse, role="ours", options={"how": "ours"}),
            Contender("json.loads", parse, role="limit", options={"how": "json"}),
            Contender("stock from_dict", parse, "stock", options={"how": "stock"}),
            Contender("cattrs", parse, "models", options={"how": "cattrs"}),
            Contender("pydantic", parse, "models", options={"how": "pydantic"}),
        ),
        budgets=(Budget("cpu", 1.5, of="json.loads"),),
        note="Each reads the bytes; only json.loads stops at a dictionary.",
    ),
)
