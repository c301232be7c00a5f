"""Apply a fault to an answer: replace it, corrupt it, or drop it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from .faults import Armed, Fault

ABORT = "meshwright.abort"
"""Key of the ASGI scope that holds the function that resets the connection."""
SLOW_SECONDS = 3.0
ErrorForm = Callable[[int, str, int | None], Response]
"""Writes an error as the service does: the HTTP status, the text, the seconds of Retry-After."""
PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


async def instead(armed: Armed, request: Request, error: ErrorForm) -> Response | None:
    """Return the answer of a fault that replaces the whole operation, or None for other faults."""
    match armed.fault:
        case Fault.DROP:
            await hang_up(request)
            return Response()
        case Fault.RATE_LIMIT:
            return error(429, "RateLimitExceeded: caused by an armed fault", 1)
        case Fault.QUEUE_FULL:
            return error(429, "NoMorePendingTasks: caused by an armed fault", None)
        case Fault.NO_CREDITS:
            return error(402, "Insufficient credits: caused by an armed fault", None)
        case Fault.SERVER_ERROR:
            return error(500, "Internal server error: caused by an armed fault", None)
        case Fault.UNAVAILABLE:
            return error(503, "Service unavailable: caused by an armed fault", 1)
        case Fault.BAD_GATEWAY:
            return HTMLResponse(PAGE, 502)
        case Fault.HTML:
            return HTMLResponse(PAGE)
        case _:
            return None


async def afterwards(armed: Armed, request: Request, response: Response) -> Response:
    """Corrupt the answer to a completed operation."""
    match armed.fault:
        case Fault.ACCEPT_THEN_DROP:
            await hang_up(request)
        case Fault.TRUNCATE:
            return Truncated(response)
        case Fault.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        case _:
            pass
    return response


async def broken_stream(armed: Armed, request: Request, events: AsyncIterator[str]) -> AsyncIterator[str]:
    """Corrupt an event stream."""
    count = 0
    async for text in events:
        if armed.fault is Fault.SSE_MULTILINE:
            yield _spread(text)
            continue
        yield text
        count += 1
        match armed.fault:
            case Fault.SSE_GARBAGE:
                yield "event: message\ndata: {not json\n\n"
            case Fault.SSE_ERROR:
                yield 'event: error\ndata: {"status_code": 500, "message": "caused by an armed fault"}\n\n'
                return
            case Fault.SSE_STALL:
                await asyncio.Event().wait()  # until the client disconnects
            case Fault.SSE_CUT if count == 2:
                yield "event: mess"
                await asyncio.sleep(0.05)  # lets what was sent arrive before the reset
                await hang_up(request)
                return
            case _:
                pass


def _spread(text: str) -> str:
    """Write the JSON of an event over many lines, as the documents print it."""
    head, _, data = text.partition("data: ")
    pretty = json.dumps(json.loads(data), indent=2).replace("\n", "\ndata: ")
    return f"{head}data: {pretty}\n\n"


async def hang_up(request: Request) -> None:
    """Reset the connection; without a real one (in process), raise what a client would see."""
    abort = request.scope.get(ABORT)
    if abort is None:
        raise ConnectionResetError("the emulator closed the connection")
    abort()
    while not await request.is_disconnected():
        await asyncio.sleep(0)


class Truncated(Response):
    """Announces a whole body and sends half of it."""

    def __init__(self, whole: Response) -> None:
        super().__init__(whole.body, whole.status_code, dict(whole.headers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body, then reset the connection."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": bytes(self.body)[: len(self.body) // 2], "more_body": True})
        await asyncio.sleep(0.05)  # lets what was sent arrive before the reset
        await hang_up(Request(scope, receive))
