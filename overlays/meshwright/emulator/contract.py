"""The compiled spec: which routes exist, which requests are valid, what they cost. There is no second set of rules.

This is our own code because no library that we measured does it for OpenAPI 3.1: Connexion refuses 3.1, and
openapi-core is 7 to 30 times slower and fails on every event stream. jsonschema-rs validates; this module routes, and
turns a violation into the message that the spec gives for it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any, cast

import jsonschema_rs
from attrs import define, field, frozen

from ..spec.calendar import contract_on
from ..spec.reading import (
    METHODS,
    Json,
    beyond_defaults,
    body_schema,
    defaults,
    dependent_defaults,
    fields,
    parameters,
    resolve,
    unknown_members,
    with_defaults,
)
from ..spec.validators import Validator, Validators
from ..spec.versions import written_out

LONGEST = 4096
"""Characters of a text that are validated. No rule of the specs needs more, and a violation reports its value: 32 s for
a wrong value of 300 MB, measured.
"""


class Refused(Exception):
    """A request violates the contract; the message names the violation."""


@define(eq=False)
class Contract:
    """One spec, ready to validate requests; its schemas are compiled when they are first used."""

    spec: Json
    disputed_fees: bool = True
    """Whether to charge prices that the sources disagree on."""
    _validators: Validators = field(init=False)
    _operations: tuple[OperationContract, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._validators = Validators(self.spec)
        self._operations = tuple(self._read())

    @classmethod
    @cache
    def on(cls, service: str, day: str, *, disputed_fees: bool = True) -> Contract:
        """Return the contract of a service on a day, with all versions of its API; emulators share it."""
        return cls(written_out(contract_on(service, day)), disputed_fees)

    def operations(self) -> tuple[OperationContract, ...]:
        """Return every operation."""
        return self._operations

    def _read(self) -> Iterator[OperationContract]:
        for path, item in self.spec["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: Json) -> OperationContract:
        operation = item[method]
        taken = parameters(self.spec, path, operation)
        body = body_schema(operation)
        rules = operation.get("x-credits", {}).get("rules", [])
        charged = [r for r in rules if self.disputed_fees or not r.get("x-confidence", "").startswith("conflict")]
        return OperationContract(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            contract=self,
            path_parameters=self._parameters(taken, "path"),
            query=self._parameters(taken, "query"),
            headers=[p["name"] for p in taken if p["in"] == "header" and p.get("required")],
            body=self._validators.of(body) if body else None,
            defaults=defaults(self.spec, body) if body else {},
            dependent=dependent_defaults(self.spec, body) if body else {},
            members=frozenset(fields(self.spec, body)) if body else frozenset(),
            refused=resolve(self.spec, body).get("x-refused", {}) if body else {},
            renamed=operation.get("x-renamed", {}),
            price=[(rule["add"], self._validators.of(rule.get("when", {}))) for rule in charged],
            task_rules=self._task_rules(fields(self.spec, body)) if body else {},
            answers=self._answers(operation["responses"]),
            example=self._example(operation["responses"].get("200", {})),
            needs_key=operation.get("security") != [],
        )

    def _parameters(self, parameters: list[Json], place: str) -> dict[str, Parameter]:
        return {
            p["name"]: Parameter(
                resolve(self.spec, p["schema"]), self._validators.of(p["schema"]), p.get("required", False)
            )
            for p in parameters
            if p["in"] == place
        }

    def _task_rules(self, taken: Json) -> dict[str, list[TaskRule]]:
        return {
            name: [TaskRule(self._validators.of(rule), rule["x-message"], rule.get("x-status", 400)) for rule in rules]
            for name, parameter in taken.items()
            if (rules := parameter.get("x-task-rules"))
        }

    def _example(self, response: Json) -> Any:
        """Return the first example of a good answer, or None."""
        contents: dict[str, Json] = resolve(self.spec, response).get("content", {})
        examples = [one for content in contents.values() for one in content.get("examples", {}).values()]
        return examples[0]["value"] if examples else None

    def _answers(self, responses: Json) -> dict[str, Answer]:
        """Compile the answer of each status."""
        found: dict[str, Answer] = {}
        for status, response in responses.items():
            whole = resolve(self.spec, response)
            contents, headers = whole.get("content", {}), frozenset[str](whole.get("headers", {}))
            for media_type, content in contents.items():
                schema = content.get("x-item-schema") or content["schema"]
                found[status] = Answer(media_type, schema, self._validators.of(schema), headers)
            if not contents:
                found[status] = Answer("", {}, None, headers)
        return found

    def sentence(self, error: jsonschema_rs.ValidationError) -> str:
        """Return the message of a violation: the spec's own for this rule, else the field and the rule."""
        message = ""
        node: Any = self.spec
        for step in error.schema_path:
            retired: Json = node.get("x-retired", {}) if step == "enum" else {}
            if (value := str(error.instance)) in retired:
                return f"{error.instance_path[0]}: {value} was retired on {retired[value]}"
            try:
                node = node[step]
                message = node["x-message"]
            except (KeyError, IndexError, TypeError):
                continue
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path).lstrip(
            "."
        )
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Type) and error.kind.types == ["string"]:
            message = message or f"{where} must be a string"  # seen live
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Enum):
            known = ", ".join(map(json.dumps, error.kind.options))
            message = message or f"{where}: {json.dumps(error.instance)[:100]} is not one of {known}"
        return message or f"{where or 'request body'}: {error.message[:200]}"


@frozen(eq=False)
class Parameter:
    """One parameter of a path or a query."""

    schema: Json
    validator: Validator
    required: bool


@frozen(eq=False)
class TaskRule:
    """A rule about the task that a request names, as ``{"request", "task", "origins"}``."""

    validator: Validator
    message: str
    status: int


@frozen(eq=False)
class Answer:
    """The schema of the answer with one status; for an event stream, the schema of the data of one event."""

    media_type: str
    schema: Json
    validator: Validator | None
    headers: frozenset[str]
    """Names of its documented headers."""


@frozen(kw_only=True, eq=False)
class OperationContract:
    """One operation of the spec, ready to validate requests."""

    id: str
    method: str
    path: str
    contract: Contract
    path_parameters: Mapping[str, Parameter]
    query: Mapping[str, Parameter]
    headers: Collection[str]
    """Names of the headers that a request must have."""
    body: Validator | None
    defaults: Json
    dependent: Json
    """Defaults that depend on other members."""
    members: frozenset[str]
    """Members that the body may have; the service ignores others."""
    refused: Json
    """Members that it may not have, each with a message."""
    renamed: Mapping[str, str]
    """The names that handlers know, of members with another name in this version of the API."""
    price: list[tuple[int, Validator]]
    task_rules: Mapping[str, list[TaskRule]]
    """Rules about the tasks that a request names, by parameter."""
    answers: dict[str, Answer]
    example: Any
    """The spec's example of a good answer, or None."""
    needs_key: bool = True

    def read_path(self, given: Mapping[str, str]) -> Json:
        """Return the parameters of the path with their types; raises Refused."""
        return {name: self._read_parameter(name, p, given[name]) for name, p in self.path_parameters.items()}

    def read_query(self, given: Mapping[str, str]) -> Json:
        """Return the query with its types and defaults; raises Refused. Unknown parameters are ignored."""
        return {name: self._read_parameter(name, parameter, given.get(name)) for name, parameter in self.query.items()}

    def _read_parameter(self, name: str, parameter: Parameter, text: str | None) -> Any:
        if text is None:
            if parameter.required:
                raise Refused(f"missing parameter: {name}")
            return parameter.schema.get("default")
        value: Any = text
        if parameter.schema.get("type") == "integer":
            if not re.fullmatch(r"[+-]?\d{1,18}", text):
                raise Refused(f"{name}: {text[:40]!r} is not an integer")
            value = int(text)
        elif parameter.schema.get("type") == "array":
            value = text.split(",") if text else []
        for error in parameter.validator.iter_errors(value):
            raise Refused(parameter.schema.get("x-message") or f"{name}: {error.message[:200]}")
        return value

    def read_body(self, body: Any) -> Json:
        """Return the body without unknown members, the defaults filled in, by the names of the first version; raises
        Refused.
        """
        assert self.body is not None
        # A rule about a member that is newer than the contract must not act.
        known: Any = body
        if isinstance(body, dict):
            for name in self.refused.keys() & cast("Json", body):
                raise Refused(self.refused[name]["x-message"])
            known = {name: value for name, value in cast("Json", body).items() if name in self.members}
        for error in self.body.iter_errors(_clipped(known)):
            raise Refused(self.contract.sentence(error))
        filled = with_defaults(known, self.defaults, self.dependent)
        return {self.renamed.get(name, name): value for name, value in filled.items()}

    def beyond_defaults(self, body: Json) -> set[str]:
        """Return the members of a body whose values are not the defaults."""
        return beyond_defaults(body, self.defaults, self.dependent)

    def answer(self, status: int) -> Answer | None:
        """Return the answer with a status, or None if there is none."""
        return self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")

    def violation(self, status: int, media_type: str, content: Any) -> str | None:
        """Return how an answer (decoded JSON, or the data of an event) violates the contract, or None."""
        answer = self.answer(status)
        if answer is None:
            return f"{self.id} must not answer {status}"
        if answer.media_type != media_type:
            return f"{self.id} {status} must be {answer.media_type or 'empty'}, not {media_type or 'empty'}"
        for error in answer.validator.iter_errors(content) if answer.validator else ():
            return f"{self.id} {status}: {self.contract.sentence(error)}"
        for where, _, _ in unknown_members(self.contract.spec, answer.schema, content):
            return f"{self.id} {status}: {where}: no schema names this member"
        return None

    def on_the_day(self, content: Any, spec: Json) -> Any:
        """Return a valid answer without the members that the whole spec has and the contract of the day lacks."""
        copied, schema = copy.deepcopy(content), self.answers["200"].schema
        never = {where for where, _, _ in unknown_members(spec, schema, copied)}
        for where, holder, name in list(unknown_members(self.contract.spec, schema, copied)):
            if where not in never:
                del holder[name]
        return copied

    def credits_for(self, body: Json) -> int:
        """Return the price of a request whose defaults are filled in."""
        return sum(amount for amount, when in self.price if when.is_valid(body))


def _clipped(value: Any) -> Any:
    """Return JSON with its long texts cut short."""
    if isinstance(value, list):
        return [_clipped(member) for member in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name[:LONGEST]: _clipped(member) for name, member in cast("Json", value).items()}
    return value[:LONGEST] if isinstance(value, str) else value
