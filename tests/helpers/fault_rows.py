"""The fault matrix as data: the behaviour of a server, the call of a client, and the result that is required."""

from __future__ import annotations

import json
import time
from typing import Any

from attrs import field, frozen
from meshwright.errors import (
    ApiError,
    AuthenticationError,
    Conflict,
    ConnectionFailed,
    InsufficientCredits,
    NotFound,
    QueueFull,
    RateLimited,
    ServerError,
    SubmissionUnknown,
    UnexpectedResponse,
)

from helpers.clients import Scenario, collected, settled
from helpers.loopback import Answer, Exchange, answering, in_turn, json_response, response

ID = "018a210d"
LARGE = b"\x89PNG\r\n\x1a\n" + bytes(4 * 2**20)
TASK = {"id": ID, "status": "SUCCEEDED", "progress": 100, "model_urls": {"glb": "https://x.example/a.glb"}}
CREATED = json_response({"result": ID}, 202)
GOOD = json_response(TASK)
STREAM = response(200, kind="text/event-stream", length=-1)
STALL = 0.2
"""Seconds after which the clients of these tests give a silent server up."""


# Calls of the client


async def create(client: Any) -> str:
    """Create a task from a URL; return its id."""
    handle = await settled(client.image_to_3d.create(image_url="https://x.example/a.png"))
    assert isinstance(handle.id, str)
    return handle.id


async def create_large(client: Any) -> str:
    """Create a task from a picture larger than any socket's buffers."""
    handle = await settled(client.image_to_3d.create(image_url=LARGE))
    assert isinstance(handle.id, str)
    return handle.id


async def get(client: Any) -> Any:
    """Read a task."""
    return (await settled(client.image_to_3d.get(ID))).status


async def delete(client: Any) -> Any:
    """Delete a task."""
    return await settled(client.image_to_3d.delete(ID))


async def wait(client: Any) -> Any:
    """Wait for a task."""
    return (await settled(client.image_to_3d.task(ID).wait(timeout=60))).status


async def newest(client: Any) -> Any:
    """List tasks."""
    return [task.id for task in await collected(client.image_to_3d.list(page_size=1))]


# Behaviour of the server


def reset_before_body(exchange: Exchange) -> None:
    """Break off as soon as the headers are read."""
    exchange.reset()


def reset_after_body(exchange: Exchange) -> None:
    """Read everything, perhaps accept it, and break off."""
    exchange.read_body()
    exchange.reset()


def drop(exchange: Exchange) -> None:
    """Accept the request and close the connection in good order, without a word."""
    exchange.read_body()


def stall(exchange: Exchange) -> None:
    """Accept the request and fall silent."""
    exchange.read_body()
    exchange.stay_silent()


def reset_after(content: bytes) -> Answer:
    """Send the beginning of an answer and break off."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(content)
        time.sleep(0.02)  # a reset overtakes what is still on its way
        exchange.reset()

    return answer


def stall_after(content: bytes) -> Answer:
    """Send the beginning of an answer and fall silent."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(content)
        exchange.stay_silent()

    return answer


def slowly(content: bytes) -> Answer:
    """Send an answer byte by byte."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        for byte in content:
            exchange.send(bytes([byte]))
            time.sleep(0.0005)

    return answer


def without_end(beginning: bytes, block: bytes) -> Answer:
    """Send blocks until the client has had enough; a server that sent a gigabyte has found no limit."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(beginning)
        for _ in range(2**30 // len(block)):
            exchange.send(block)
        raise AssertionError("the client took a gigabyte")

    return answer


def limited(message: str, **headers: str) -> Answer:
    """Refuse for now: nothing was accepted."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.payable = False
        exchange.send(json_response({"message": message}, 429, **headers))

    return answer


def saying(status: int, message: str = "no", **headers: str) -> Answer:
    """Refuse in the service's own words."""
    return answering(json_response({"message": message}, status, **headers))


def streaming(stream: Answer, polled: Answer) -> Answer:
    """Serve the event stream and everything else in two ways."""
    return lambda exchange: (stream if exchange.path.endswith("/stream") else polled)(exchange)


def event(value: Any, kind: str = "message") -> bytes:
    """Write an event."""
    return f"event: {kind}\ndata: {json.dumps(value)}\n\n".encode()


RUNNING = event({"id": ID, "status": "IN_PROGRESS", "progress": 7})
CUT_JSON = response(200, b'{"result":"018a', length=15)
PAGE = b"<html><h1>Sign in</h1></html>"
HTML = response(200, PAGE, kind="text/html")
RATE = limited("RateLimitExceeded", retry_after="0")
QUEUE = limited("NoMorePendingTasks")
HEADERS_WITHOUT_END = without_end(b"HTTP/1.1 200 OK\r\n", b"x-filler: " + b"x" * 1000 + b"\r\n")
JSON_WITHOUT_END = without_end(response(200, b'{"result":"', length=-1), b"x" * 2**16)
EVENT_WITHOUT_END = without_end(STREAM + RUNNING + b"data: ", b"x" * 2**16)
EVENT_OF_LINES_WITHOUT_END = without_end(STREAM, b"data: x\n" * 2**13)
UNREADABLE_GZIP = response(200, b"no gzip", content_encoding="gzip")


@frozen(eq=False)
class Row:
    """One row of the matrix."""

    name: str
    ask: Scenario
    answer: Answer | None
    """None: no server listens."""
    outcome: Any
    """The result, or the class of the error."""
    methods: list[str] = field(factory=list)
    """The requests that the server saw."""


def lost(name: str, answer: Answer, ask: Scenario = create) -> Row:
    """Make a row in which a create may have been accepted: one POST, and an error that reports it."""
    return Row(f"{name}, create", ask, answer, SubmissionUnknown, ["POST"])


def mended(name: str, answer: Answer) -> Row:
    """Make a row in which a reading goes wrong twice and is repeated."""
    return Row(f"{name}, get", get, in_turn(answer, answer, answering(GOOD)), "SUCCEEDED", ["GET"] * 3)


def broken(name: str, answer: Answer, error: type[Exception] = ConnectionFailed, attempts: int = 5) -> Row:
    """Make a row in which a reading goes wrong for good."""
    return Row(f"{name} for good, get", get, answer, error, ["GET"] * attempts)


def fallback(name: str, stream: Answer) -> Row:
    """Make a row in which the event stream goes wrong and polling finds the result."""
    return Row(f"{name}, wait", wait, streaming(stream, answering(GOOD)), "SUCCEEDED", ["GET", "GET"])


BREAKS: list[tuple[str, Answer]] = [
    ("reset after the body", reset_after_body),
    ("accepted, then dropped", drop),
    ("reset in the headers", reset_after(b"HTTP/1.1 200 OK\r\ncontent-le")),
    ("reset in the body", reset_after(response(200, b'{"res', length=500))),
    ("closed in the body", answering(response(200, b'{"res', length=500))),
    ("closed in a chunk", answering(response(200, b"20\r\n{", length=-1, transfer_encoding="chunked"))),
    ("silence", stall),
    ("silence in the headers", stall_after(b"HTTP/1.1 200 OK\r\n")),
    ("silence in the body", stall_after(response(200, b'{"res', length=500))),
    ("no HTTP", answering(b"\x16\x03\x01 hello?\r\n\r\n")),
    ("body that cannot be decoded", answering(UNREADABLE_GZIP)),
]
READABLE_MISTAKES: list[tuple[str, Answer]] = [
    ("HTML with 200", answering(HTML)),
    ("cut JSON with 200", answering(CUT_JSON)),
    ("nothing with 200", answering(response(200))),
    ("wrong types with 200", answering(json_response([1]))),
]

ROWS: list[Row] = [
    Row("refused, create", create, None, ConnectionFailed),
    Row("refused, get", get, None, ConnectionFailed),
    lost("reset before the body", reset_before_body, create_large),
    mended("reset before the body", reset_before_body),
    *(lost(name, answer) for name, answer in BREAKS),
    *(mended(name, answer) for name, answer in BREAKS),
    *(broken(name, answer) for name, answer in BREAKS[:5]),
    *(lost(name, answer) for name, answer in READABLE_MISTAKES),
    *(broken(name, answer, UnexpectedResponse, 1) for name, answer in READABLE_MISTAKES),
    lost("headers without end", HEADERS_WITHOUT_END),
    lost("JSON without end", JSON_WITHOUT_END),
    broken("JSON without end", JSON_WITHOUT_END),
    broken("error without end", without_end(response(404, length=-1), b"x" * 2**16)),
    Row("byte by byte, create", create, slowly(CREATED), ID, ["POST"]),
    Row("byte by byte, get", get, slowly(GOOD), "SUCCEEDED", ["GET"]),
    Row("byte by byte, wait", wait, slowly(STREAM + RUNNING + event(TASK)), "SUCCEEDED", ["GET"]),
    Row("large picture, create", create_large, answering(CREATED), ID, ["POST"]),
    Row("429 rate, create", create, in_turn(RATE, RATE, answering(CREATED)), ID, ["POST"] * 3),
    Row("429 rate for good, create", create, RATE, RateLimited, ["POST"] * 5),
    Row("429 rate, then dropped, create", create, in_turn(RATE, drop), SubmissionUnknown, ["POST"] * 2),
    Row("429 rate, large picture, create", create_large, in_turn(RATE, answering(CREATED)), ID, ["POST"] * 2),
    Row("429 rate, get", get, in_turn(RATE, answering(GOOD)), "SUCCEEDED", ["GET"] * 2),
    Row("429 that asks for an hour, get", get, limited("slow", retry_after="3600"), RateLimited, ["GET"]),
    Row("429 queue, create", create, QUEUE, QueueFull, ["POST"]),
    Row(
        "429 queue with Retry-After, create",
        create,
        limited("NoMoreConcurrentTasks", retry_after="0"),
        QueueFull,
        ["POST"],
    ),
    Row("500 then 200, get", get, in_turn(saying(500), answering(GOOD)), "SUCCEEDED", ["GET"] * 2),
    broken("503", saying(503), ServerError),
    *(lost(str(status), saying(status, retry_after="0")) for status in (408, 409, 499, 500, 502, 503, 504, 522, 599)),
    broken("522", saying(522), ServerError, 1),
    broken("404", saying(404), NotFound, 1),
    Row("402, create", create, saying(402), InsufficientCredits, ["POST"]),
    Row("418, create", create, saying(418), ApiError, ["POST"]),
    Row("reset, then 204, delete", delete, in_turn(reset_after_body, answering(response(204))), None, ["DELETE"] * 2),
    Row("reset, then 404, delete", delete, in_turn(reset_after_body, saying(404)), None, ["DELETE"] * 2),
    Row("404, delete", delete, saying(404), NotFound, ["DELETE"]),
    Row("409, delete", delete, saying(409), Conflict, ["DELETE"]),
    Row(
        "reset on the second page, list",
        newest,
        in_turn(answering(json_response([TASK])), reset_after_body, answering(json_response([]))),
        [ID],
        ["GET"] * 3,
    ),
    fallback("reset before the stream", reset_after_body),
    fallback("reset in an event", reset_after(STREAM + RUNNING + b'data: {"id":')),
    fallback("stream closed", answering(STREAM + RUNNING)),
    fallback("silence in the stream", stall_after(STREAM + RUNNING + b"data: {")),
    fallback("HTML for a stream", answering(HTML)),
    fallback("503 for a stream", saying(503)),
    fallback("error event 503", answering(STREAM + event({"status_code": 503, "message": "x"}, "error"))),
    fallback("event without end", EVENT_WITHOUT_END),
    fallback("event of lines without end", EVENT_OF_LINES_WITHOUT_END),
    fallback("answer without end for a stream", JSON_WITHOUT_END),
    fallback(
        "cut chunk in a stream",
        answering(response(200, b"9\r\ndata", "text/event-stream", -1, transfer_encoding="chunked")),
    ),
    *(
        fallback(f"error event {status}", answering(STREAM + RUNNING + event({"status_code": status}, "error")))
        for status in (400, 403, 404, 405, 410, 501)
    ),
    *(
        fallback(f"{status} and a page for a stream", answering(response(status, PAGE, "text/html")))
        for status in (302, 400, 402, 403, 404, 405, 406, 410, 421, 429, 501)
    ),
    Row("401 for a stream, wait", wait, saying(401), AuthenticationError, ["GET"]),
    Row(
        "error event 401, wait",
        wait,
        answering(STREAM + RUNNING + event({"status_code": 401, "message": "no key"}, "error")),
        AuthenticationError,
        ["GET"],
    ),
    Row("404 for good, wait", wait, saying(404), NotFound, ["GET"] * 3),
    Row(
        "404 once, wait",
        wait,
        in_turn(saying(404), saying(404), answering(GOOD)),
        "SUCCEEDED",
        ["GET"] * 3,
    ),
    Row(
        "stream and first polls broken, wait",
        wait,
        in_turn(reset_after_body, saying(500), reset_after_body, answering(GOOD)),
        "SUCCEEDED",
        ["GET"] * 4,
    ),
]

REDIRECTS: list[tuple[str, Scenario, int]] = [
    (f"{status}, {ask.__name__}", ask, status) for status in (301, 302, 303, 307, 308) for ask in (create, get, wait)
]
"""Answers that point to another host."""
