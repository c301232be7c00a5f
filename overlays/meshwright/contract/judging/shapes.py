"""Compare one answer with the spec: status, headers, media type, JSON, and the events of a stream. Answers that are not
the service's own are ignored: those of a gateway, and lost ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from ...core.sse import EventStreamDecoder, ServerSentEvent
from ...spec.reading import Json, operation, resolve, unknown_members
from ...spec.validators import Validator, Validators
from ..exchange import Exchange
from ..expectations import ExpectedAnswer, ExpectedOperation
from .difference import SHOWN, Drift
from .notices import is_announcement

JSON, EVENTS = "application/json", "text/event-stream"
COMPONENTS = "#/components/schemas/"
CENTURY = (946_684_800, 4_102_444_800)
"""From 2000 to 2100, in seconds since 1970."""


def differences(exchange: Exchange, expected: ExpectedOperation, spec: Json) -> Iterator[Drift]:
    """Yield how an answer differs from its operation."""
    answer = expected.answer(exchange.status)
    place = _Place(f"{expected.id} {exchange.status}", str(exchange), spec)
    if not exchange.answered or exchange.status >= 500 or (exchange.status == 429 and exchange.media_type != JSON):
        return
    if answer is None:
        statuses = ", ".join(expected.answers)
        yield place.drift("", f"statuses {statuses}", str(exchange.status), f"add {exchange.status}")
        return
    yield from _headers(exchange, answer, place)
    validator = answer.contents.get(exchange.media_type)
    if validator is None:
        if answer.contents or exchange.body:
            documented = ", ".join(answer.contents) or "no body"
            yield place.drift("", documented, exchange.media_type or "no body", "change the media type")
    elif exchange.media_type == EVENTS:
        schema = _content(spec, expected, exchange.status).get("x-item-schema", {})
        yield from _events(exchange, validator, schema, place)
    elif exchange.cut:
        yield place.drift(
            "", "a whole answer", f"{len(exchange.body)} bytes, then silence", "visit again, or report it"
        )
    elif exchange.media_type == JSON:
        try:
            data = exchange.data
        except ValueError:
            yield place.drift("", "JSON", repr(exchange.body[:SHOWN]), "report it")
            return
        yield from place.judged(data, validator, _content(spec, expected, exchange.status).get("schema", {}))


@frozen
class _Place:
    """A place in the spec, and the exchange that is compared with it."""

    name: str
    evidence: str
    spec: Json

    def drift(self, part: str, documented: str, seen: str, proposal: str) -> Drift:
        return Drift(f"{self.name} {part}".strip(), self.evidence, documented, seen, proposal)

    def at(self, part: str) -> _Place:
        return _Place(f"{self.name} {part}", self.evidence, self.spec)

    def judged(self, data: Any, validator: Validator, schema: Json) -> Iterator[Drift]:
        """Yield the violations of a value, and the members that its schema does not name."""
        for error in validator.iter_errors(data):
            for cause in _causes(error):
                yield self._broken(cause)
        for where, holder, name in unknown_members(self.spec, schema, data):
            yield self.drift(where, "unknown", shown(holder[name]), f"add the property {name}")

    def _broken(self, error: Any) -> Drift:
        """Return a violation at the place of the member that breaks its schema, or is missing."""
        steps = [step for step in error.instance_path if not isinstance(step, int)]
        rule = str(error.schema_path[-1]) if error.schema_path else ""
        value = shown(error.instance)
        proposal = f"change {rule or 'the rule'}"
        if rule == "required":
            steps, value = [*steps, error.kind.property], "missing"
            proposal = f"make {error.kind.property} optional, or rename it"
        elif rule in ("type", "oneOf", "anyOf"):
            proposal = f"allow {json_type(error.instance)}"
        elif rule in ("enum", "const"):
            proposal = f"add {value} to the enum" if rule == "enum" else f"allow {value}"
        elif rule == "minimum" and in_seconds(error.instance):
            value += ", a time in seconds"
        return self.drift(".".join(steps), error.message[: 2 * SHOWN], value, proposal)


def shown(value: Any) -> str:
    """Return a JSON value, shortened."""
    return json.dumps(value, ensure_ascii=False)[:SHOWN]


def json_type(value: Any) -> str:
    """Return the name of the type of a JSON value, with its article."""
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "an array"}
    return "null" if value is None else names.get(type(value), "an object")


def in_seconds(value: Any) -> bool:
    """Return whether a number is a time of this century in seconds since 1970, and not in milliseconds."""
    return isinstance(value, int) and CENTURY[0] < value < CENTURY[1]


def _causes(error: Any) -> Iterator[Any]:
    """Yield what a value breaks of the one alternative that is for values of its kind, else the error itself: neither
    for those of another type, nor for a single value.
    """
    place = list(error.instance_path)
    branches = [
        branch
        for branch in getattr(error.kind, "context", ())
        if not any(
            cause.schema_path[-1] in ("type", "const") and list(cause.instance_path) == place for cause in branch
        )
    ]
    if len(branches) == 1 and branches[0]:
        for cause in branches[0]:
            yield from _causes(cause)
    else:
        yield error


def _headers(exchange: Exchange, answer: ExpectedAnswer, place: _Place) -> Iterator[Drift]:
    for name, validator in answer.headers.items():
        text = exchange.headers.get(name)
        if text is None:
            if name != "retry-after":
                yield place.drift(f"header {name}", "there", "missing", f"make {name} optional")
            continue
        for error in validator.iter_errors(answer.header(name, text)):
            seen = json.dumps(text, ensure_ascii=False)[:SHOWN]
            yield place.drift(f"header {name}", error.message[: 2 * SHOWN], seen, f"allow {seen}")
    for name in exchange.headers:
        if name.startswith("x-") and name not in answer.headers and not is_announcement(name):
            yield place.drift(f"header {name}", "unknown", exchange.headers[name][:SHOWN], f"add {name}")


def _content(spec: Json, expected: ExpectedOperation, status: int) -> Json:
    """Return the spec of the body of an answer."""
    responses = operation(spec, expected.id)["responses"]
    found = resolve(spec, responses.get(str(status)) or responses.get(f"{status // 100}XX") or {})
    contents: Json = found.get("content", {})
    return contents.get(JSON) or contents.get(EVENTS) or {}


def _events(exchange: Exchange, validator: Validator, schema: Json, place: _Place) -> Iterator[Drift]:
    """Yield how the events of a stream differ; a stream that was cut off still has complete events."""
    failure: Json = {"$ref": f"{COMPONENTS}StreamError"}
    for event in _decoded(exchange.body):
        here = place.at(f"event {event.event}")
        try:
            data = json.loads(event.data)
        except ValueError:
            yield here.drift("", "JSON", event.data[:SHOWN], "report it")
            continue
        if event.event == "message":
            yield from here.judged(data, validator, schema)
        elif event.event == "error":
            yield from here.judged(data, Validators(place.spec).of(failure), failure)
        else:
            yield here.drift("", "message or error", event.event[:SHOWN], f"add the event {event.event[:SHOWN]}")


def _decoded(body: bytes) -> Iterable[ServerSentEvent]:
    return EventStreamDecoder().feed(body)
