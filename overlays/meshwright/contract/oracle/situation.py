"""One exchange in its context, as rules see it: its operation, the states of tasks in it, and the memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

from attrs import define, evolve, field, frozen

from ...core.sse import EventStreamDecoder, ServerSentEvent
from ...spec.reading import Json
from ..addresses import addresses_in
from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from .memory import RETENTION, KnownTask, Memory


@frozen
class State:
    """The state of one task at one place of an exchange."""

    place: str
    task: KnownTask | None
    """The task, if its creation was seen."""
    said: Json
    whole: bool
    """Whether it is the whole object, and not the brief one of an event before the last."""
    before: Json = field(factory=dict[str, Any])
    """The members of the task in earlier exchanges."""


@define(slots=False, frozen=True, eq=False)
class Situation:
    """An exchange, before the memory has learned from it."""

    exchange: Exchange
    service: str
    expectations: Expectations
    operation: ExpectedOperation | None
    memory: Memory
    key: str
    now: float
    """When it happened, by the service's clock; 0 if unknown; expiry is not checked then."""
    good_sources: frozenset[str]
    """URLs and data URIs that the service can certainly read."""
    exclusive: bool
    """Whether this is the only writer, and everything since the beginning was seen."""

    @property
    def verb(self) -> str:
        """The action; empty outside the spec."""
        return self.operation.verb if self.operation else ""

    @property
    def kind(self) -> str:
        """The kind of task as the service writes it."""
        return self.operation.tag.replace("_", "-") if self.operation else ""

    @cached_property
    def taken(self) -> Json:
        """The parameters of a create of this kind of task; none outside the kinds."""
        return self.expectations.taken(self.operation.tag) if self.operation else {}

    @cached_property
    def shown(self) -> Json:
        """The members of a task of this kind."""
        return self.expectations.shown(self.operation.tag) if self.operation else {}

    @cached_property
    def types(self) -> list[str]:
        """The allowed values of ``type`` of a task of this kind, if the spec lists them."""
        return self.expectations.types(self.operation.tag) if self.operation else []

    @cached_property
    def id(self) -> str:
        """The id of the path, or nothing."""
        found = self.operation.pattern.fullmatch(self.exchange.path) if self.operation else None
        return found.groupdict().get("id", "") if found else ""

    @cached_property
    def task(self) -> KnownTask | None:
        """The task of the path, if its creation was seen here and under this kind."""
        task = self.memory.tasks.get(self.id)
        return task if task is not None and task.kind == self.kind else None

    @cached_property
    def uuid(self) -> str:
        """FlightHub: the uuid of a resource or a model in the path, or nothing."""
        found = self.operation.pattern.fullmatch(self.exchange.path) if self.operation else None
        parts = found.groupdict() if found else {}
        return (parts.get("resource_uuid") or parts.get("model_uuid") or "").lower()

    @cached_property
    def flight(self) -> str:
        """FlightHub: the uuid of a flight in the path, or nothing."""
        found = self.operation.pattern.fullmatch(self.exchange.path) if self.operation else None
        return (found.groupdict().get("task_uuid") or "").lower() if found else ""

    @property
    def project(self) -> str:
        """FlightHub: the uuid of the project that the request names, or nothing."""
        return self.exchange.request_headers.get("x-project-uuid", "").lower()

    @property
    def succeeded(self) -> bool:
        """FlightHub: whether the envelope reports success."""
        return self.exchange.status == 200 and isinstance(self.data, dict) and self.data.get("code") == 0

    def told(self, operation_id: str) -> Json | None:
        """FlightHub: the data of a success of this operation; None for any other exchange."""
        if self.operation is None or self.operation.id != operation_id or not self.succeeded:
            return None
        data = self.data.get("data")
        return cast("Json", data) if isinstance(data, dict) else None

    def rows(self, operation_id: str) -> Iterator[tuple[str, Json]]:
        """FlightHub: yield the objects of a list that this operation answers, each with its id or uuid."""
        said = self.told(operation_id)
        listed: Any = said.get("list") if said is not None else None
        for row in listed if isinstance(listed, list) else ():
            if isinstance(row, dict):
                members = cast("Json", row)
                yield str(members.get("uuid", members.get("id"))).lower(), members

    @property
    def authorized(self) -> bool | None:
        """Whether the key is valid; None if unknown, or not needed."""
        if self.operation is not None and not self.operation.needs_key:
            return None
        if self.service == "flighthub":
            token = self.exchange.request_headers.get("x-user-token", "")
            return True if token == self.key else None if token else False
        given = self.exchange.request_headers.get("authorization", "")
        if given == f"Bearer {self.key}":
            return True
        return None if given.lower().startswith("bearer ") and "msy_" in given else False

    @cached_property
    def data(self) -> Any:
        """The JSON of the answer, or None if it has no readable JSON."""
        try:
            return self.exchange.data if self.exchange.media_type == "application/json" else None
        except ValueError:
            return None

    @cached_property
    def misshapen(self) -> bool:
        """Whether the answer, or an event of it, breaks its schema."""
        answer = self.operation.answer(self.exchange.status) if self.operation else None
        validator = answer.contents.get(self.exchange.media_type) if answer else None
        if validator is None:
            return answer is not None and bool(answer.contents)
        read = [_json(event.data) for event in self.events] if self.verb == "stream" else [self.data]
        return not all(validator.is_valid(one) for one in read)

    @cached_property
    def sent(self) -> Json | None:
        """The JSON object that was sent, or None."""
        try:
            sent = self.exchange.sent
        except ValueError:
            return None
        return cast("Json", sent) if isinstance(sent, dict) else None

    def broken_by(self, name: str, source: KnownTask) -> str:
        """Return the message of the first rule that a source breaks, of those of the parameter that names it."""
        if self.operation is None:
            return ""
        origins = [{"kind": task.kind, **task.request} for task in self._origins(source)]
        request = self.operation.filled(self.sent or {})
        judged = {"request": request, "task": origins[0], "origins": origins}
        rules = self.operation.task_rules.get(name, ())
        return next((message for rule, message in rules if not rule.is_valid(judged)), "")

    def strange_items(self, source: KnownTask) -> list[str]:
        """Return the parameters that must be an item of a list in a source, and are not."""
        listed = {name: field["x-item-of"] for name, field in self.taken.items() if "x-item-of" in field}
        sent = self.sent or {}
        return [name for name, of in listed.items() if name in sent and sent[name] not in source.last.get(of, [])]

    def _origins(self, task: KnownTask) -> Iterator[KnownTask]:
        """Yield a task, and those that it was made of as far as they still exist."""
        yield task
        for name, parameter in self.expectations.taken(task.kind.replace("-", "_")).items():
            source = self.memory.tasks.get(str(task.request.get(name))) if "x-task-input" in parameter else None
            if source is not None and not source.deleted and not self.perhaps_expired(source):
                yield from self._origins(source)

    @cached_property
    def query(self) -> tuple[Json, bool | None]:
        """The query with its defaults, and whether it is valid."""
        return self.operation.read_query(self.exchange.query) if self.operation else ({}, None)

    @cached_property
    def events(self) -> list[ServerSentEvent]:
        """The events of a stream."""
        if self.exchange.media_type != "text/event-stream":
            return []
        return list(EventStreamDecoder().feed(self.exchange.body))

    @cached_property
    def states(self) -> list[State]:
        """The states of tasks in this exchange, in order."""
        found = self._states()
        return [evolve(state, before=self.memory.seen.get(str(state.said.get("id")), {})) for state in found]

    def _states(self) -> Iterator[State]:
        if self.exchange.status != 200:
            return
        if self.verb == "get" and isinstance(self.data, dict) and self.id:
            yield State("answer", self.task, self.data, whole=True)
        elif self.verb == "list" and isinstance(self.data, list):
            for number, said in enumerate(self.data):
                if isinstance(said, dict):
                    task = self.memory.tasks.get(str(said.get("id")))
                    yield State(f"item {number}", task, cast("Json", said), whole=True)
        elif self.verb == "stream":
            for number, event in enumerate(self.events):
                said = _object(event.data)
                if event.event == "message" and said is not None:
                    yield State(f"event {number}", self.task, said, whole="created_at" in said)

    @cached_property
    def files(self) -> list[tuple[str, Any]]:
        """The addresses of files in this answer, with their places; of tasks only those that have SUCCEEDED."""
        if self.service == "flighthub":
            data = self.data.get("data") if self.succeeded else None
            return list(addresses_in(data)) if isinstance(data, dict) else []
        done = [state.said for state in self.states if state.whole and state.said.get("status") == "SUCCEEDED"]
        return [pair for said in done for pair in addresses_in(said, self.taken)]

    def perhaps_expired(self, task: KnownTask) -> bool:
        """Whether a task may have expired by now."""
        return self.now - task.created >= RETENTION


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _object(text: str) -> Json | None:
    value = _json(text)
    return cast("Json", value) if isinstance(value, dict) else None
