"""The errors' tree: what it promises, what an answer turns into, and that the key is in none of it."""

from __future__ import annotations

import re

import pytest
from meshwright import errors
from meshwright.clients import checked_base_url
from meshwright.core.refusals import error_for
from meshwright.core.wire import Reply, Request
from meshwright.errors import (
    ApiError,
    AuthenticationError,
    BadRequest,
    ConfigurationError,
    Conflict,
    InputError,
    InsufficientCredits,
    MeshwrightError,
    NotFound,
    PermissionDenied,
    QueueFull,
    RateLimited,
    ServerError,
    TooManyRequests,
    UnexpectedResponse,
    Unprocessable,
    WaitTimeout,
)
from meshwright.meshy.client import AsyncMeshy, Meshy
from meshwright.meshy.dialect import MESHY

pytestmark = pytest.mark.usefixtures("no_certificates")

KEY = "msy_not_to_be_seen_anywhere"


def tree_in_docstring() -> dict[str, str]:
    """Read child -> parent from the drawing."""
    branches = re.findall(r"^    ([│ ]*)(?:[├└]── )?(\w+)", errors.__doc__ or "", re.MULTILINE)
    above: list[str] = []
    parents: dict[str, str] = {}
    for indent, name in branches:
        depth = 0 if name == "MeshwrightError" else len(indent) // 4 + 1
        del above[depth:]
        if above:
            parents[name] = above[-1]
        above.append(name)
    return parents


def test_the_drawing_is_the_tree() -> None:
    """Every public error hangs where the docstring draws it, and nothing is drawn that does not exist."""
    classes = {
        name: kind
        for name in errors.__all__
        if issubclass(kind := getattr(errors, name), MeshwrightError) and kind is not MeshwrightError
    }

    def parent(kind: type) -> str:
        return next(base.__name__ for base in kind.__mro__[1:] if base.__name__ in errors.__all__)

    assert tree_in_docstring() == {name: parent(kind) for name, kind in classes.items()}


def test_all_is_sorted_and_whole() -> None:
    """``__all__`` is in order and names every public class of the module."""
    own = [value for value in vars(errors).values() if isinstance(value, type) and value.__module__ == errors.__name__]
    public = [kind.__name__ for kind in own if not kind.__name__.startswith("_")]
    assert errors.__all__ == sorted(public)


def test_errors_are_also_what_python_calls_them() -> None:
    """Callers that know only the built-in exceptions catch ours."""
    assert issubclass(errors.InputError, ValueError)
    assert issubclass(errors.ConnectionFailed, ConnectionError)
    assert issubclass(errors.WaitTimeout, TimeoutError)


STATUSES: dict[int, type[MeshwrightError]] = {
    400: BadRequest,
    401: AuthenticationError,
    402: InsufficientCredits,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    418: ApiError,
    422: Unprocessable,
    429: RateLimited,
    500: ServerError,
    503: ServerError,
    522: ServerError,
    599: ServerError,
}


def test_every_status_means_an_error() -> None:
    """Every answer outside 2xx has its class, statuses outside the registry too."""
    for status in [*range(100, 200), *range(300, 600)]:
        error = error_for(Reply(status=status, content=b'{"message":"why"}'), "image_to_3d.get", MESHY)
        usual = UnexpectedResponse if status < 400 else ServerError if status >= 500 else ApiError
        assert type(error) is STATUSES.get(status, usual)
        assert error.status == status
        assert str(error).startswith("image_to_3d.get: why" if status >= 400 else "image_to_3d.get: redirected")
        assert (MESHY.key_hint in str(error)) is (status == 401)


@pytest.mark.parametrize("text", ["NoMorePendingTasks", "NoMoreConcurrentTasks", "x NoMorePendingTasks: upgrade"])
def test_a_full_queue_is_not_a_rate_limit(text: str) -> None:
    """The two 429s are told apart by the service's words, and caught together."""
    error = error_for(Reply(status=429, content=f'{{"message":"{text}"}}'.encode()), "x", MESHY)
    assert type(error) is QueueFull
    assert isinstance(error, TooManyRequests)


def test_a_rate_limit_says_how_long() -> None:
    """``retry_after`` is the header in seconds, or None."""
    content = b'{"message":"RateLimitExceeded"}'
    limited = error_for(Reply(status=429, headers={"retry-after": "3"}, content=content), "x", MESHY)
    assert isinstance(limited, RateLimited)
    assert limited.retry_after == 3
    bare = error_for(Reply(status=429, content=content), "x", MESHY)
    assert isinstance(bare, RateLimited)
    assert bare.retry_after is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<html>\n  <h1>Bad\n Gateway</h1></html>", "<html> <h1>Bad Gateway</h1></html>"),
        (b'{"message":"it bro', '{"message":"it bro'),
        (b'{"message":{"why":1}}', '{"why": 1}'),
        (b'{"message":null}', "null"),
        (b'{"error":"other"}', '{"error":"other"}'),
        (b'["a"]', '["a"]'),
        (b'"text"', '"text"'),
        (b"", "no message"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"[" * 100_000, "[" * 200),
        (b"x" * 10_000_000, "x" * 200),
    ],
    ids=["HTML", "cut JSON", "object", "null", "other member", "array", "text", "empty", "binary", "deep", "large"],
)
def test_any_body_becomes_a_message(content: bytes, message: str) -> None:
    """With any body of an error answer, the error quotes its beginning and nothing else is raised."""
    error = error_for(Reply(status=500, content=content), "x", MESHY)
    assert error.message == message


def test_the_request_id_is_in_the_text() -> None:
    """An error names the exchange, so that support can find it."""
    error = error_for(Reply(status=404, headers={"x-request-id": "req-1"}, content=b"{}"), "x", MESHY)
    assert error.request_id == "req-1"
    assert str(error).endswith("(HTTP 404, request req-1)")


def test_a_redirect_names_its_target() -> None:
    """A redirect is not an answer; the error names its target."""
    error = error_for(Reply(status=302, headers={"location": "https://elsewhere.example/"}), "x", MESHY)
    assert isinstance(error, UnexpectedResponse)
    assert "https://elsewhere.example/" in str(error)


def test_a_timeout_without_any_state() -> None:
    """A wait that never saw its task still names it, and what to do."""
    error = WaitTimeout("018a", None, 5)
    assert error.task_id == "018a"
    assert error.task is None
    assert "018a" in str(error)
    assert "do not create it again" in str(error)


def test_the_key_is_in_no_repr() -> None:
    """Neither clients, sessions, requests, resources nor handles show the key."""
    with Meshy(KEY) as meshy:
        shown = [meshy, meshy.session, meshy.session.transport, meshy.image_to_3d, meshy.image_to_3d.task("1")]
        shown += [meshy.with_options(headers={"x-secret": KEY}).session, AsyncMeshy(KEY).session]
        shown.append(Request(method="GET", url="https://x", headers=dict(meshy.session.headers)))
        for thing in shown:
            assert KEY not in repr(thing)
            assert KEY not in str(thing)


@pytest.mark.parametrize("key", [KEY + "\n", " " + KEY, KEY + "\x7f", KEY + "é", KEY + "\r\nx: y"])
def test_a_key_that_cannot_be_sent_is_refused_unseen(key: str) -> None:
    """A key with a line end or the like is refused before anything is sent, without being shown."""
    with pytest.raises(InputError) as caught:
        Meshy(key)
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value)


def test_no_key_is_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a key the error names the places where one is looked for."""
    monkeypatch.delenv("MESHY_API_KEY", raising=False)
    for client in (Meshy, AsyncMeshy):
        with pytest.raises(ConfigurationError, match="MESHY_API_KEY"):
            client()


@pytest.mark.parametrize(
    "url",
    [
        *("https://api.meshy.ai", "https://api.meshy.ai/", "https://127.evil.example", "http://127.0.0.1:8000"),
        *("http://localhost:1", "http://[::1]:8000"),
    ],
)
def test_a_key_may_travel_there(url: str) -> None:
    """Anything over https is an address, and this machine is one over http."""
    assert checked_base_url(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        *("http://api.meshy.ai", "http://127.evil.example", "http://127.0.0.1.evil.example", "http://localhost.evil"),
        *("ftp://api.meshy.ai", "api.meshy.ai", "", "https://", "http://[::1", "file:///etc/passwd", "http://0.0.0.0"),
        *("http://10.0.0.1", "http://127.9.9.9", "http://127.0.0.1:99999", "https://api.meshy.ai:0", "https://a.b:key"),
    ],
)
def test_a_key_may_not_travel_there(url: str) -> None:
    """Plain http to another machine, however local its name looks, is refused, and so are texts that are not addresses
    and names of this machine that a proxy of the environment could be asked for.
    """
    with pytest.raises(ConfigurationError, match="base_url must be"):
        checked_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        *("https://user:hunter2@api.meshy.ai", "http://hunter2@127.0.0.1:8000", "user:hunter2@api.meshy.ai"),
        *("https://user:hunter2@[::1", "https://api.meshy.ai?key=hunter2", "https://api.meshy.ai/#hunter2"),
    ],
)
def test_an_address_holds_no_secret(url: str) -> None:
    """A user with a password, a query and a fragment are refused, and the refusal does not quote them."""
    with pytest.raises(ConfigurationError, match="base_url must be") as caught:
        checked_base_url(url)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(ConfigurationError, match="base_url must be"):
        Meshy(KEY, base_url=url)
