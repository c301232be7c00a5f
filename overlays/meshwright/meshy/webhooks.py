"""Read a webhook of the service: check the shared secret, parse the task. Independent of web frameworks.

Deliveries may arrive twice and in any order. The only protection is a shared secret in a header, which is undocumented
but was seen live (May 2026): read the task again before you rely on it for anything important.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, cast

from meshwright_api.meshy.tasks import KINDS, AnyTask
from meshwright_api.meshy.tasks import WEBHOOK_SECRET_HEADER as SECRET_HEADER

from ..core.session import UNREADABLE
from ..errors import InputError

MODELS: dict[str, Callable[[], type[AnyTask]]] = {type_: kind.model for kind in KINDS.values() for type_ in kind.types}
"""Model class of a task, by its type."""
Headers: TypeAlias = Mapping[Any, Any] | Iterable[tuple[Any, Any]]
Body: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, Any]


def parse_webhook(headers: Headers, body: Body, *, secret: str) -> AnyTask:
    """Return the task in a webhook.

    ``headers`` of the request as any framework has them: a mapping or pairs, names in any case or as in a WSGI
    environment, text or bytes. ``body`` as received, or decoded. ``secret`` as set when the webhook was created.

    Raises InputError if the secret is missing or wrong, or if the body is not a task of a known kind. Acknowledge such
    a delivery all the same if its secret is right, because Meshy sends the tasks of all kinds to one address.
    """
    _check_secret(headers, secret)
    try:
        task = _object(body)
    except UNREADABLE as error:
        raise InputError("body", f"is not a task: {str(error)[:200]}") from None
    named = task.get("type")
    model = MODELS.get(named) if isinstance(named, str) else None
    if model is None:
        given = "without a type" if named is None else f"of type {str(named)[:60]!r}"
        raise InputError("body", f"is not a task of a known kind ({', '.join(MODELS)}) but one {given}")
    try:
        return model().from_dict(task)
    except UNREADABLE as error:
        raise InputError("body", f"is not a task: {str(error)[:200]}") from None


def _object(body: Body) -> dict[str, Any]:
    """Return the JSON object in a body; raises the exceptions in ``UNREADABLE``."""
    text = bytes(body) if isinstance(body, memoryview) else body
    content: Any = json.loads(text) if isinstance(text, (str, bytes, bytearray)) else text
    if not isinstance(content, Mapping):
        raise TypeError(f"expected a JSON object, got {type(content).__name__}")
    return dict(cast("Mapping[str, Any]", content))


def _check_secret(headers: Headers, secret: str) -> None:
    if not isinstance(secret, str) or not secret:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError("secret", "is empty; pass the one that you set when you created the webhook")
    given = list(_values(headers))
    if not given or not all(_same(value, secret) for value in given):
        raise InputError(SECRET_HEADER, "missing or does not match your webhook secret")


def _values(headers: Headers) -> Iterator[Any]:
    """Yield every value of the header with the secret."""
    try:
        pairs: Iterable[tuple[Any, Any]] = cast("Any", headers).items() if hasattr(headers, "items") else headers
        for name, value in pairs:
            text = name.decode("latin-1") if isinstance(name, bytes) else str(name)
            if text.lower().replace("_", "-").removeprefix("http-") == SECRET_HEADER:
                yield from cast("Iterable[Any]", value) if isinstance(value, (list, tuple)) else [value]
    except (TypeError, ValueError):
        raise InputError("headers", "must be a mapping, or pairs of a name and a value") from None


def _same(value: Any, secret: str) -> bool:
    """Compare in constant time."""
    return any(hmac.compare_digest(one, own) for one in _as_sent(value) for own in _as_sent(secret))


def _as_sent(value: Any) -> Iterator[bytes]:
    """Yield the possible bytes of a text: as UTF-8, and as Latin-1, with which most frameworks decode headers."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        yield bytes(cast("bytes", value))
    elif isinstance(value, str):
        for encoding, errors in (("utf-8", "surrogateescape"), ("latin-1", "strict")):
            try:
                yield value.encode(encoding, errors)
            except UnicodeEncodeError:
                continue
