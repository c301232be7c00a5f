"""What can be seen from outside: hooks, the log, raw answers, errors that travel; no secret is in any of it."""

from __future__ import annotations

import inspect
import logging
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from helpers.prepared_service import PICTURE, shop
from meshwright import Conflict, Exchange, Meshy, NotFound, RetryPolicy, errors
from meshwright.core.blocking import run
from meshwright.core.refusals import error_for
from meshwright.core.wire import Reply, Request
from meshwright.errors import ConnectionFailed, MeshwrightError
from meshwright.meshy.dialect import MESHY
from meshwright.spec.pricing import estimate
from meshwright.tasks.handles import TaskHandle
from meshwright.tasks.resources import TaskResource
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.api import balance, image_to_3d
from meshwright_api.meshy.models import ImageTo3DTask
from meshwright_api.meshy.tasks import IMAGE_TO_3D

pytestmark = pytest.mark.usefixtures("no_certificates")

KEY = "msy_a_key_not_to_be_seen"
AT_ONCE = RetryPolicy(first_delay=0.0)
RESET = ConnectionFailed("reset", sent=True)
UNSENT = ConnectionFailed("refused", sent=False)
GONE = json_reply({"message": "Task not found"}, 404)


def over(*outcomes: Reply | Exception, **settings: Any) -> tuple[TaskSession, FakeTransport]:
    """Make a session whose requests meet these outcomes, one after the other."""
    left = list(outcomes)

    def answer(_: Request) -> Reply:
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    transport = FakeTransport(answer, lambda _: (Reply(status=500), ()), seconds_per_request=0.25)
    headers = {"authorization": f"Bearer {KEY}"}
    return TaskSession(
        transport=transport, dialect=MESHY, base_url="https://x", headers=headers, retry=AT_ONCE, **settings
    ), transport


def handle(session: TaskSession) -> TaskHandle[Any]:
    """Return a handle of a task."""
    return TaskResource(IMAGE_TO_3D, session).task("018a")


# Hooks


def test_a_hook_sees_every_attempt() -> None:
    """A hook gets every request, also those that failed and were repeated, with its number, time and outcome."""
    told: list[Exchange] = []
    session, _ = over(UNSENT, Reply(status=503), json_reply({"balance": 7}), hooks=(told.append,))
    assert run(session.call(balance.get())).balance == 7
    assert [exchange.attempt for exchange in told] == [1, 2, 3]
    assert told[0].outcome is UNSENT
    assert [exchange.outcome.status for exchange in told[1:] if isinstance(exchange.outcome, Reply)] == [503, 200]
    assert {(exchange.method, exchange.path, exchange.seconds) for exchange in told} == {
        ("GET", "/openapi/v1/balance", 0.25)
    }
    assert KEY not in repr(told)


def test_a_hook_sees_streams_and_polls(tmp_path: Path) -> None:
    """Of a whole purchase the hooks see the create, the stream and what follows, and never the key or a picture."""
    told: list[Exchange] = []
    with shop(tmp_path) as emulator, Meshy(KEY, base_url=emulator.url, hooks=[told.append]) as meshy:
        meshy.image_to_3d.create(image_url=PICTURE).wait()
    assert [exchange.operation for exchange in told[:2]] == ["image_to_3d.create", "image_to_3d.stream"]
    assert all(isinstance(exchange.outcome, Reply) and exchange.outcome.request_id for exchange in told)
    assert KEY not in repr(told)
    assert "iVBOR" not in repr(told)


def test_a_hook_that_fails_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in a hook is logged; the id of a paid task comes back all the same, and the other hooks are called."""
    told: list[Exchange] = []

    def broken(_: Exchange) -> None:
        raise MeshwrightError("a mistake")

    session, _ = over(json_reply({"result": "018a"}, 202), hooks=(broken, told.append))
    assert TaskResource(IMAGE_TO_3D, session).create(image_url="https://x/a.png").id == "018a"
    assert len(told) == 1
    assert "a hook failed at image_to_3d.create" in caplog.text


# The log


def test_the_log_tells_requests_and_no_secret(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Every request is logged under ``meshwright`` with its outcome and the service's id of it; no key, no picture."""
    caplog.set_level(logging.DEBUG, "meshwright")
    with shop(tmp_path) as emulator, Meshy(KEY, base_url=emulator.url) as meshy:
        emulator.faults.arm("server_error")
        meshy.balance()
        task = meshy.image_to_3d.create(image_url=PICTURE, texture_prompt="red")
        task.wait()
        task.download(tmp_path / "out")
    said = [record.getMessage() for record in caplog.records if record.name == "meshwright"]
    assert any(line.startswith("GET /openapi/v1/balance: 500 in ") for line in said)
    assert any(line.startswith("POST /openapi/v1/image-to-3d: 202 in ") for line in said)
    everything = "\n".join(said)
    for secret in (KEY, "Bearer", "iVBOR", "Signature="):
        assert secret not in everything


def test_nothing_is_logged_unless_asked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A client prints nothing by itself."""
    with shop(tmp_path) as emulator, Meshy(KEY, base_url=emulator.url) as meshy:
        meshy.balance()
    assert capfd.readouterr() == ("", "")


# Raw answers


def test_raw(tmp_path: Path) -> None:
    """Any generated operation can be performed with its status, headers and request id beside the result."""
    with shop(tmp_path) as emulator, Meshy(KEY, base_url=emulator.url) as meshy:
        found = meshy.raw(balance.get())
        assert found.parsed.balance == meshy.balance()
        assert found.reply.status == 200
        assert found.reply.request_id
        assert found.reply.headers["content-type"] == "application/json"
        assert found.reply.json() == {"balance": found.parsed.balance}
        with pytest.raises(NotFound) as caught:
            meshy.raw(image_to_3d.get("none"))
        assert caught.value.request_id
        assert caught.value.request_id in str(caught.value)


# DELETE


@pytest.mark.parametrize("first", [RESET, Reply(status=502)])
def test_a_delete_whose_answer_was_lost(first: Reply | Exception) -> None:
    """A DELETE that may have arrived and then finds nothing has done what was asked."""
    session, transport = over(first, GONE)
    handle(session).delete()
    assert [request.method for request in transport.requests] == ["DELETE"] * 2


@pytest.mark.parametrize("outcomes", [[GONE], [UNSENT, GONE], [json_reply({"message": "slow"}, 429), GONE]])
def test_a_delete_of_nothing(outcomes: list[Reply | Exception]) -> None:
    """A DELETE raises NotFound if it cannot have deleted the task itself."""
    session, _ = over(*outcomes)
    with pytest.raises(NotFound):
        handle(session).delete()


def test_a_delete_that_is_refused_after_a_break() -> None:
    """Any other refusal of the repetition is an error."""
    session, _ = over(RESET, Reply(status=409))
    with pytest.raises(Conflict):
        handle(session).delete()


def test_a_get_after_a_break_is_not_found() -> None:
    """Only a DELETE can be done by finding nothing."""
    session, _ = over(RESET, GONE)
    with pytest.raises(NotFound):
        handle(session).get()


# Errors that travel


def examples() -> list[MeshwrightError]:
    """Make one of every error, with all that it carries."""
    reply = Reply(status=418, headers={"x-request-id": "r-1"}, content=b'{"message":"no"}')
    task = ImageTo3DTask.from_dict({"id": "018a", "status": "FAILED", "progress": 3})
    made: dict[str, Callable[[type[Any]], Any]] = {
        "InputError": lambda kind: kind("image_url", "is empty"),
        "PriceTooHigh": lambda kind: kind("create", estimate("meshy", "resize.create", {}, "2026-11-21"), 0),
        "ConnectionFailed": lambda kind: kind("reset", sent=True),
        "SubmissionUnknown": lambda kind: kind("create", "reset"),
        "WaitTimeout": lambda kind: kind("018a", task, 3.0),
        "StartIncomplete": lambda kind: kind(started={}, refused={}),
    }
    found: list[MeshwrightError] = []
    for name in errors.__all__:
        kind = getattr(errors, name)
        if not issubclass(kind, MeshwrightError):
            continue
        parameters = inspect.signature(kind.__init__).parameters
        if name in made:
            found.append(made[name](kind))
        elif "reply" in parameters:
            found.append(kind("no", operation="get", reply=reply))
        elif "task" in parameters:
            found.append(kind("failed", task=task))
        elif "resource_uuid" in parameters:
            found.append(kind("cut", resource_uuid="u", uploaded=["a"], missing={"b": "why"}))
        else:
            found.append(kind("a sentence"))
    return found


@pytest.mark.parametrize("error", examples(), ids=lambda error: type(error).__name__)
def test_every_error_can_be_pickled(error: MeshwrightError) -> None:
    """Every error comes back with its type, its sentence and everything that it carries."""
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (str(back), back.args, vars(back)) == (str(error), error.args, vars(error))


def test_an_error_with_a_cause_and_notes() -> None:
    """Notes travel; the library's error behind it, which may not be able to, stays."""
    error = error_for(Reply(status=404), "get", MESHY)
    error.__cause__ = ValueError(lambda: None)
    error.add_note("task 018a")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["task 018a"]


def test_out_of_a_process_pool() -> None:
    """An error raised in a process pool arrives as itself."""
    sources = [path for path in sys.path if path]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        failing = pool.submit(exec, f"import sys; sys.path[:0] = {sources!r}\n{RAISING}")
        with pytest.raises(NotFound, match=r"get: gone \(HTTP 404, request r-1\)") as caught:
            failing.result()
    assert caught.value.request_id == "r-1"


RAISING = """
from meshwright.errors import NotFound
from meshwright.core.wire import Reply
raise NotFound("gone", operation="get", reply=Reply(status=404, headers={"x-request-id": "r-1"}))
"""
