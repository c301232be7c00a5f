"""Every status that a spec names, of every operation, is read by our client as what it means."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from helpers.fakes import FakeTransport
from helpers.specs.documents import Json, answers, spec
from helpers.specs.generated_client import EVENT, builders, called
from meshwright import errors
from meshwright.core.retrying import RetryPolicy
from meshwright.core.wire import Reply
from meshwright.flighthub.envelope import FLIGHTHUB, HARMLESS, EnvelopeTransport, FlightHubSession
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api._runtime import Operation

ERRORS: dict[str, type[Exception]] = {
    "400": errors.BadRequest,
    "401": errors.AuthenticationError,
    "402": errors.InsufficientCredits,
    "403": errors.PermissionDenied,
    "404": errors.NotFound,
    "409": errors.Conflict,
    "422": errors.Unprocessable,
    "429": errors.TooManyRequests,
    "5XX": errors.ServerError,
}
PLAIN: dict[str, Any] = {"Error": {"message": "no"}, "Balance": {"balance": 5}}
"""Bodies of answers without an example."""


def reply_of(service: str, id: str, status: str) -> Reply:
    """Write an answer as the spec has it: its first example, or the least that there is."""
    it = spec(service)
    response = it.resolve(it.operation(id)["responses"][status])
    code = 503 if status == "5XX" else int(status)
    for media_type, content in response.get("content", {}).items():
        schema = content["schema"]["$ref"].rpartition("/")[2]
        examples = [example["value"] for example in content.get("examples", {}).values()]
        body = examples[0] if examples else PLAIN.get(schema, [] if schema.endswith("List") else EVENT)
        text = body if media_type == "text/plain" else json.dumps(body)
        if media_type == "text/event-stream":
            text = f"event: message\ndata: {json.dumps({**EVENT, 'status': 'CANCELED'})}\n\n"
        return Reply(status=code, headers={"content-type": media_type}, content=text.encode())
    return Reply(status=code)


def version_of(operation: Operation[Any]) -> dict[str, str]:
    """Return the version of FlightHub's API that an operation needs, if it is another than the first."""
    return {"api_version": "v2.0"} if operation.path.startswith("/openapi/v2.0/") else {}


def session_over(service: str, reply: Reply, **more: Any) -> TaskSession:
    transport: Any = FakeTransport(lambda _: reply, lambda _: (reply, [(0.0, reply.content)]))
    if service == "flighthub":
        transport = EnvelopeTransport(transport)
    kind, dialect = (FlightHubSession, FLIGHTHUB) if service == "flighthub" else (TaskSession, MESHY)
    settings: dict[str, Any] = {"headers": {"x-project-uuid": "a-project"}, "retry": RetryPolicy(attempts=1), **more}
    return kind(transport=transport, dialect=dialect, base_url="https://example.com", **settings)


async def asked(session: TaskSession, operation: Operation[Any]) -> Any:
    if operation.streams:
        return [event async for event in session.events(operation, idle=9.0)]
    return await session.call(operation)


def wanted(service: str, id: str, status: str, method: str) -> type[Exception]:
    """Return the error that a status means; whether a create was carried out is not known after a 5xx."""
    spends = method != "GET" and id not in HARMLESS if service == "flighthub" else method == "POST"
    return errors.SubmissionUnknown if status == "5XX" and spends else ERRORS[status]


@pytest.mark.parametrize(("service", "id", "status"), answers())
def test_client(service: str, id: str, status: str) -> None:
    """A success is read, and anything else is raised as the error that it stands for."""
    reply, operation = reply_of(service, id, status), called(builders(spec(service))[id])
    session = session_over(service, reply, **version_of(operation))
    if status.startswith("2"):
        asyncio.run(asked(session, operation))
        return
    with pytest.raises(wanted(service, id, status, operation.method)) as raised:
        asyncio.run(asked(session, operation))
    if status != "5XX" and isinstance(raised.value, errors.ApiError):
        assert raised.value.status == int(status)


def test_bodies_are_those_of_the_spec() -> None:
    """The spec allows the answers that these tests give the client; otherwise they would prove nothing."""
    seen = 0
    for service, id, status in answers():
        reply, it = reply_of(service, id, status), spec(service)
        content: Json = it.resolve(it.operation(id)["responses"][status]).get("content", {})
        if "application/json" in content:
            seen += 1
            schema = {"$ref": content["application/json"]["schema"]["$ref"]}
            assert it.validator(schema).is_valid(json.loads(reply.content)), f"{id} {status}"
    assert seen > 100
