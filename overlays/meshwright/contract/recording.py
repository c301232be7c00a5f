"""Record the answers of an ASGI application from inside, without the help of a client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .exchange import Exchange

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def recorded(app: App, tell: Callable[[Exchange], None], prefix: str = "/openapi/") -> App:
    """Return the application wrapped so that it reports every finished exchange below a path."""

    async def recording(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(prefix):
            await app(scope, receive, send)
            return
        sent, answered = bytearray(), bytearray()
        head: Message = {}

        async def hearing() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def saying(message: Message) -> None:
            if message["type"] == "http.response.start":
                head.update(message)
            answered.extend(message.get("body", b""))
            await send(message)

        ended = False
        try:
            await app(scope, hearing, saying)
            ended = True
        finally:
            if head:
                tell(_exchange(scope, bytes(sent), head, bytes(answered), cut=not ended))

    return recording


def _exchange(scope: Message, sent: bytes, head: Message, answered: bytes, *, cut: bool) -> Exchange:
    query = scope["query_string"].decode("latin-1")
    return Exchange(
        method=scope["method"],
        url=f"http://emulator{scope['path']}" + (f"?{query}" if query else ""),
        request_headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        request_body=sent,
        status=head["status"],
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in head["headers"]},
        body=answered,
        cut=cut,
    )
