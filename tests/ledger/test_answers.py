"""Every answer that a create can get: it is refused only if nothing can have been bought, and never sent twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import play, settled
from helpers.loopback import Exchange, LoopbackServer, response
from meshwright import ApiError, Ledger, SubmissionUnknown
from meshwright.ledger.journal import CREATED, REFUSED, UNKNOWN
from meshwright_api.meshy.api import image_to_3d

pytestmark = pytest.mark.usefixtures("no_certificates")

URL = "https://x.example/a.png"
MAY_BE_BOUGHT = [300, 301, 302, 303, 304, 305, 307, 308, 399, 408, 409, 423, 424, 444, 460, 499]
MAY_BE_BOUGHT += [500, 501, 502, 503, 504, 507, 511, 520, 522, 524, 529, 598, 999]
REFUSED_BY = [400, 401, 402, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 418, 422, 425, 428, 431, 451]
ACCEPTED_ODDLY = [
    *(b"", b" ", b"null", b"{}", b"[]", b'"t-1"', b"<html>done</html>", b'{"result": null}', b'{"result": ""}'),
    *(b'{"result": 5}', b'{"result": {"id": "t-1"}}', b'{"result": ["t-1"]}', b'{"id": "t-1"}', b'{"result": "t-1"'),
    *(b'{"result": "\\ud800"}', b'{"result": "."}', b"\xff\xfe"),
]
BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])


def buy(answer: bytes | Callable[[Exchange], None], folder: Path, *, asynchronous: bool, raw: bool = False) -> Any:
    """Send a create that gets an answer; return what it raised, and the states in the ledger. One request is sent."""

    def answered(exchange: Exchange) -> None:
        exchange.read_body()
        exchange.send(answer) if isinstance(answer, bytes) else answer(exchange)

    async def scenario(client: Any) -> Any:
        operation = image_to_3d.create(image_url=URL)
        try:
            await settled(client.raw(operation) if raw else client.image_to_3d.create(image_url=URL))
        except Exception as error:
            return error

    with LoopbackServer(answered) as server, Ledger(folder / "ledger") as ledger:
        error = play(scenario, server.url, asynchronous=asynchronous, ledger=ledger)
        assert [exchange.method for exchange in server.seen] == ["POST"], "sent twice, or a redirect was followed"
        return error, [entry.state for entry in ledger.submissions()]


@BOTH
@pytest.mark.parametrize("status", MAY_BE_BOUGHT)
def test_it_may_be_bought(tmp_path: Path, status: int, asynchronous: bool) -> None:
    """A redirect, a gateway that gave up and every 5xx leave the create open, and the error names the answer."""
    answer = response(status, b"", location="/openapi/v1/image-to-3d/t-1", retry_after="0")
    error, states = buy(answer, tmp_path, asynchronous=asynchronous)
    assert isinstance(error, SubmissionUnknown)
    assert f"HTTP {status}" in str(error)
    assert states == [UNKNOWN]


@pytest.mark.parametrize("status", MAY_BE_BOUGHT)
def test_it_may_be_bought_by_raw(tmp_path: Path, status: int) -> None:
    """The same of a create that goes past the ledger."""
    error, states = buy(response(status, b"", location="/x"), tmp_path, asynchronous=False, raw=True)
    assert isinstance(error, SubmissionUnknown)
    assert states == []


@BOTH
@pytest.mark.parametrize("status", REFUSED_BY)
def test_it_was_refused(tmp_path: Path, status: int, asynchronous: bool) -> None:
    """An answer that excludes that the request was carried out is a refusal."""
    error, states = buy(response(status, b'{"message": "no"}'), tmp_path, asynchronous=asynchronous)
    assert isinstance(error, ApiError)
    assert states == [REFUSED]


@BOTH
@pytest.mark.parametrize("status", [200, 201, 202, 203, 206, 226])
def test_it_was_accepted(tmp_path: Path, status: int, asynchronous: bool) -> None:
    """Any 2xx with an id is a task."""
    error, states = buy(response(status, b'{"result": "t-1"}'), tmp_path, asynchronous=asynchronous)
    assert (error, states) == (None, [CREATED])


@BOTH
@pytest.mark.parametrize("status", [200, 202])
@pytest.mark.parametrize("content", ACCEPTED_ODDLY)
def test_it_was_accepted_without_an_id(tmp_path: Path, status: int, content: bytes, asynchronous: bool) -> None:
    """A 2xx without an id that can be used may have bought a task."""
    error, states = buy(response(status, content), tmp_path, asynchronous=asynchronous)
    assert isinstance(error, SubmissionUnknown)
    assert states == [UNKNOWN]


CUT = {
    "reset": lambda exchange: exchange.reset(),
    "no answer": lambda exchange: exchange.send(b""),
    "only 100": lambda exchange: exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "only 103": lambda exchange: exchange.send(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "no HTTP": lambda exchange: exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "half a head": lambda exchange: exchange.send(b"HTTP/1.1 202 Accep"),
    "half a body": lambda exchange: exchange.send(response(202, b'{"result": "t-1"}', length=99)),
    "204": lambda exchange: exchange.send(b"HTTP/1.1 204 No Content\r\n\r\n"),
}


@BOTH
@pytest.mark.parametrize("how", CUT)
def test_an_answer_that_breaks_off(tmp_path: Path, how: str, asynchronous: bool) -> None:
    """An answer that does not come whole leaves the create open."""
    error, states = buy(CUT[how], tmp_path, asynchronous=asynchronous)
    assert isinstance(error, SubmissionUnknown)
    assert states == [UNKNOWN]


def test_the_reason_is_kept(tmp_path: Path) -> None:
    """The refusal that may be none is the cause of the error, with the service's own words."""
    answer = response(409, json.dumps({"message": "in the wrong state"}).encode())
    error, _ = buy(answer, tmp_path, asynchronous=False)
    assert "in the wrong state" in str(error)
    assert isinstance(error.__cause__, ApiError)
