"""Alterations of a service's answers by a gateway in front of it: what a service may change without notice."""

from __future__ import annotations

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qsl, urlencode

from attrs import define, evolve, frozen
from meshwright.contract.expectations import Expectations

from .proxying import Answer, Forward

Json = dict[str, Any]
Edit = Callable[[Any], Any]
Answering = Callable[["Asked"], Answer]
GONE: Any = object()
"""Takes a member away."""


@define
class Asked:
    """A request on its way to the service."""

    operation: str
    """The operation of the spec; empty outside it."""
    method: str
    path: str
    query: dict[str, str]
    forward: Forward

    @property
    def keyed(self) -> bool:
        """Whether it has the good key."""
        given = {name.lower(): value for name, value in self.forward.headers.items()}
        return len(given.get("authorization") or given.get("x-user-token") or "") > 8

    @property
    def body(self) -> Any:
        return json.loads(self.forward.body) if self.forward.body else None

    def passed(self, query: dict[str, str] | None = None, path: str = "", headers: Json | None = None) -> Answer:
        """Let the service answer, perhaps to another request."""
        asked = self.query if query is None else query
        tail = f"?{urlencode(asked)}" if asked else ""
        return self.forward(path=(path or self.path) + tail, headers=headers)


@frozen
class Planted:
    """One drift."""

    name: str
    answer: Answering
    words: tuple[str, ...]
    """A row of the report names the drift if it has one of these."""
    notice: bool = False
    """Whether it is worth a notice only, and not a difference."""


@define
class Gate:
    """Answers requests by a drift. Addresses of files lead through it, as those of a service lead to its own hosts."""

    expectations: Expectations
    drift: Planted
    target: str
    own: str = ""
    hidden: tuple[str, ...] = ()
    """Headers that are left out."""

    def __call__(self, line: str, forward: Forward) -> Answer:
        method, _, tail = line.partition(" ")
        path, _, query = tail.partition("?")
        found = self.expectations.at(path).get(method)
        asked = Asked(found.id if found else "", method, path, dict(parse_qsl(query, True)), forward)
        answer = self.drift.answer(asked)
        headers = {name: value for name, value in answer.headers.items() if name not in self.hidden}
        return evolve(answer, headers=headers, body=answer.body.replace(self.target.encode(), self.own.encode()))


def data_of(answer: Answer) -> Any:
    return json.loads(answer.body)


def with_data(answer: Answer, data: Any) -> Answer:
    return evolve(answer, body=json.dumps(data).encode())


def at(pattern: str, change: Callable[[Asked, Answer], Answer]) -> Answering:
    """Change the answers of some operations, ``operation status``, as a pattern of fnmatch."""

    def answering(asked: Asked) -> Answer:
        answer = asked.passed()
        fits = any(fnmatchcase(f"{asked.operation} {answer.status}", one) for one in pattern.split("|"))
        return change(asked, answer) if fits else answer

    return answering


def edited(pattern: str, edit: Edit) -> Answering:
    """Edit the JSON of some answers."""

    def change(_: Asked, answer: Answer) -> Answer:
        is_json = answer.headers.get("content-type", "").startswith("application/json") and answer.body
        return with_data(answer, edit(data_of(answer))) if is_json else answer

    return at(pattern, change)


def raw(pattern: str, body: bytes, media_type: str = "application/json", status: int = 0) -> Answering:
    """Replace some answers."""

    def change(_: Asked, answer: Answer) -> Answer:
        return Answer(status or answer.status, {**answer.headers, "content-type": media_type}, body)

    return at(pattern, change)


def restated(pattern: str, status: int, data: Any = GONE) -> Answering:
    """Change the status of some answers, and perhaps their JSON."""

    def change(_: Asked, answer: Answer) -> Answer:
        found = evolve(answer, status=status)
        return found if data is GONE else with_data(found, data)

    return at(pattern, change)


def headed(pattern: str, **headers: str) -> Answering:
    """Add headers to some answers; an empty text takes one away."""

    def change(_: Asked, answer: Answer) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in answer.headers.items() if name not in given}
        return evolve(answer, headers={**kept, **{name: value for name, value in given.items() if value}})

    return at(pattern, change)


def member(path: str, value: Any) -> Edit:
    """Set a member of an object, by the names on the way to it; a function is called with the old value."""
    first, _, rest = path.partition(".")

    def edit(said: Any) -> Any:
        if isinstance(said, list):
            return [edit(one) for one in said]
        if not isinstance(said, dict) or (rest and first not in said):
            return said
        new = member(rest, value)(said[first]) if rest else value(said.get(first)) if callable(value) else value
        kept = {name: old for name, old in said.items() if name != first or new is not GONE}
        return kept if new is GONE else {**kept, first: new}

    return edit


def gone(path: str) -> Edit:
    return member(path, GONE)


def renamed(old: str, new: str) -> Edit:
    """Rename a member of an object, or of each object of a list."""
    return where(lambda said: {new if name == old else name: value for name, value in said.items()})


def both(*edits: Edit) -> Edit:
    def edit(said: Any) -> Any:
        for one in edits:
            said = one(said)
        return said

    return edit


def where(edit: Edit, **members: Any) -> Edit:
    """Edit an object only if it has these members, and of a list the objects that have them."""

    def chosen(said: Any) -> Any:
        if isinstance(said, list):
            return [chosen(one) for one in said]
        fits = isinstance(said, dict) and all(said.get(name) == value for name, value in members.items())
        return edit(said) if fits else said

    return chosen


def events(
    pattern: str, edit: Callable[[str, Json], str], whole: Callable[[list[str]], list[str]] | None = None
) -> Answering:
    """Edit each event of some streams, and perhaps the list of them."""

    def change(_: Asked, answer: Answer) -> Answer:
        blocks = [block for block in answer.body.decode().split("\n\n") if block]
        new: list[str] = []
        for block in blocks:
            lines = dict(line.partition(":")[::2] for line in block.splitlines())
            new.append(edit(lines["event"].strip(), json.loads(lines["data"])) if "data" in lines else block)
        new = whole(new) if whole else new
        return evolve(answer, body="".join(f"{block}\n\n" for block in new if block).encode())

    return at(pattern, change)


def event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}"


def asked_otherwise(pattern: str, query: Callable[[dict[str, str]], dict[str, str]]) -> Answering:
    """Let the service answer another query than was asked."""

    def answering(asked: Asked) -> Answer:
        return asked.passed(query(dict(asked.query))) if fnmatchcase(asked.operation, pattern) else asked.passed()

    return answering


def refused_if(pattern: str, broken: Callable[[Any], str]) -> Answering:
    """Refuse creates of which ``broken`` returns a reason."""

    def answering(asked: Asked) -> Answer:
        reason = broken(asked.body) if fnmatchcase(asked.operation, pattern) and isinstance(asked.body, dict) else ""
        answer = asked.passed()
        return (
            with_data(evolve(answer, status=400), {"message": reason})
            if reason and answer.status in (202, 400)
            else answer
        )

    return answering
