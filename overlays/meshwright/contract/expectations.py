"""The spec as the oracle reads it: the operation of an exchange, and its valid requests and answers.

It shares no code with the emulator's reading of the same spec on purpose, so that one mistake cannot hide in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from ..spec.reading import (
    METHODS,
    Json,
    body_schema,
    defaults,
    dependent_defaults,
    fields,
    operation,
    resolve,
)
from ..spec.validators import Validator, Validators

LONGEST_NUMBER = 19
INTEGER = re.compile(r"[+-]?\d{1,18}")


@frozen(eq=False)
class ExpectedAnswer:
    """The valid answers with one status."""

    contents: Mapping[str, Validator]
    """By media type; of an event stream, the data of one message."""
    headers: Mapping[str, Validator]

    def header(self, name: str, text: str) -> str | int:
        """Return a header as its schema expects it: digits become a number, unless the schema accepts a string."""
        is_number = text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER
        return int(text) if is_number and not self.headers[name].is_valid(text) else text


@frozen(kw_only=True, eq=False)
class ExpectedOperation:
    """One operation of the spec."""

    id: str
    method: str
    template: str
    pattern: re.Pattern[str]
    path: Mapping[str, tuple[Json, Validator]]
    query: Mapping[str, tuple[Json, Validator]]
    required: frozenset[str]
    """Parameters of the query and headers, in lower case, that a request must have."""
    body: Validator | None
    members: frozenset[str]
    """Members that the body may have."""
    refused: frozenset[str]
    """Members that it may not have."""
    defaults: Json
    dependent: Json
    prices: tuple[tuple[int, Validator], ...]
    task_rules: Mapping[str, tuple[tuple[Validator, str], ...]]
    """Rules about the tasks that a request names, with their messages, by parameter."""
    answers: Mapping[str, ExpectedAnswer]
    needs_key: bool = True

    def validators(self) -> Iterator[Validator]:
        """Yield all its validators."""
        yield from (validator for _, validator in (*self.path.values(), *self.query.values(), *self.prices))
        yield from (validator for rules in self.task_rules.values() for validator, _ in rules)
        yield from () if self.body is None else (self.body,)
        for answer in self.answers.values():
            yield from (*answer.contents.values(), *answer.headers.values())

    @property
    def tag(self) -> str:
        """The resource."""
        return self.id.partition(".")[0]

    @property
    def verb(self) -> str:
        """The action on it."""
        return self.id.partition(".")[2]

    def answer(self, status: int) -> ExpectedAnswer | None:
        """Return the valid answers with a status, or None if the status is not allowed."""
        return self.answers.get(str(status)) or self.answers.get(f"{status // 100}XX")

    def read_query(self, given: Mapping[str, list[str]]) -> tuple[Json, bool | None]:
        """Return the query with its defaults, and whether it is valid; None if the contract does not define that."""
        values: Json = {}
        good: bool | None = True
        for name, (schema, validator) in self.query.items():
            texts = given.get(name)
            if texts is None:
                values[name] = schema.get("default")
                continue
            # A list may be written with commas or by repeating its name.
            value = _typed(schema, ",".join(texts) if schema.get("type") == "array" else texts[-1])
            if len(texts) > 1:
                good = None
            if not validator.is_valid(value):
                return values, False
            values[name] = value
        return values, good

    def takes_path(self, path: str) -> bool:
        """Return whether the parameters of a path are valid."""
        found = self.pattern.fullmatch(path)
        given = {} if found is None else found.groupdict()
        return all(self.path[name][1].is_valid(_typed(self.path[name][0], text)) for name, text in given.items())

    def filled(self, body: Json) -> Json:
        """Return a request with the service's defaults for missing members."""
        found = {**self.defaults, **{name: body[name] for name in body if name in self.members}}
        for name, rules in self.dependent.items():
            for rule in reversed(rules):  # the first that applies wins
                value = rule["values"].get(str(found.get(rule["parameter"])))
                if name not in body and value is not None:
                    found[name] = value
        return found

    def takes(self, sent: Any) -> bool:
        """Return whether a body is valid. Members unknown to the contract of the day are ignored, by its rules too."""
        if isinstance(sent, dict) and self.refused & set(sent):
            return False
        known = {name: sent[name] for name in sent if name in self.members} if isinstance(sent, dict) else sent
        return self.body is not None and self.body.is_valid(known)

    def price(self, body: Json) -> int:
        """Return the credits that a request costs."""
        found = self.filled(body)
        return sum(credits for credits, condition in self.prices if condition.is_valid(found))


def _typed(schema: Json, text: str) -> Any:
    """Return the value that a text of a path or a query stands for."""
    match schema.get("type"):
        case "integer" if INTEGER.fullmatch(text):
            return int(text)
        case "array":
            return text.split(",") if text else []
        case _:
            return text


@frozen(eq=False)
class Expectations:
    """All operations of a spec."""

    spec: Json
    operations: tuple[ExpectedOperation, ...]
    _validators: Validators

    @classmethod
    def of(cls, spec: Json, *, disputed_fees: bool = True) -> Expectations:
        """Read a spec; its schemas are compiled when they are first used."""
        validators = Validators(spec)
        return cls(spec, tuple(_Reader(spec, disputed_fees, validators).operations()), validators)

    def check(self) -> None:
        """Compile all schemas; raises LookupError or ValueError for one that is not valid."""
        for each in self.operations:
            for validator in each.validators():
                validator.compiled()

    def at(self, path: str) -> dict[str, ExpectedOperation]:
        """Return the operations of a path by method; empty for a path that the spec does not know.

        A path without parameters takes precedence over a template, as in OpenAPI.
        """
        found = [operation for operation in self.operations if operation.pattern.fullmatch(path)]
        fewest = min((operation.template.count("{") for operation in found), default=0)
        return {each.method: each for each in found if each.template.count("{") == fewest}

    def create(self, tag: str) -> ExpectedOperation | None:
        """Return the create of a kind of task; None for another tag."""
        return next((each for each in self.operations if each.id == f"{tag}.create"), None)

    def taken(self, tag: str) -> Json:
        """Return the parameters of the create of a kind of task; none for another tag."""
        found = self._operation(f"{tag}.create")
        return fields(self.spec, body_schema(found) or {})

    def shown(self, tag: str) -> Json:
        """Return the members of a task of a kind."""
        return fields(self.spec, self._answer_of(tag))

    def types(self, tag: str) -> list[str]:
        """Return the allowed values of ``type`` of a task of a kind; empty without a rule."""
        rules: list[Json] = resolve(self.spec, self._answer_of(tag)).get("allOf", [])
        stated = [rule.get("properties", {}).get("type", {}) for rule in rules]
        return [
            value for type_ in stated for value in ([type_["const"]] if "const" in type_ else type_.get("enum", []))
        ]

    def _answer_of(self, tag: str) -> Json:
        response: Json = self._operation(f"{tag}.get").get("responses", {}).get("200", {})
        schema: Json = resolve(self.spec, response).get("content", {}).get("application/json", {}).get("schema", {})
        return schema

    def _operation(self, operation_id: str) -> Json:
        try:
            return operation(self.spec, operation_id)
        except KeyError:
            return {}

    def validator(self, component: str) -> Validator:
        """Compile a schema component."""
        return self._validators.of({"$ref": f"#/components/schemas/{component}"})


@frozen
class _Reader:
    spec: Json
    disputed_fees: bool
    validators: Validators

    def operations(self) -> Iterator[ExpectedOperation]:
        for template, item in self.spec["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(template, method, item)

    def _operation(self, template: str, method: str, item: Json) -> ExpectedOperation:
        operation: Json = item[method]
        body = body_schema(operation)
        parameters = [resolve(self.spec, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
        schemas: dict[str, dict[str, Json]] = {"path": {}, "query": {}, "header": {}}
        for parameter in parameters:
            schemas[parameter["in"]][parameter["name"]] = resolve(self.spec, parameter["schema"])
        return ExpectedOperation(
            id=operation["operationId"],
            method=method.upper(),
            template=template,
            pattern=re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))),
            path={name: (schema, self.validators.of(schema)) for name, schema in schemas["path"].items()},
            query={name: (schema, self.validators.of(schema)) for name, schema in schemas["query"].items()},
            required=frozenset(p["name"].lower() for p in parameters if p["in"] != "path" and p.get("required")),
            body=self.validators.of(body) if body else None,
            members=frozenset(fields(self.spec, body)) if body else frozenset(),
            refused=frozenset(resolve(self.spec, body).get("x-refused", {})) if body else frozenset(),
            defaults=defaults(self.spec, body) if body else {},
            dependent=dependent_defaults(self.spec, body) if body else {},
            prices=tuple(self._prices(operation)),
            task_rules={
                name: tuple((self.validators.of(rule), rule["x-message"]) for rule in parameter.get("x-task-rules", ()))
                for name, parameter in (fields(self.spec, body) if body else {}).items()
            },
            answers={status: self._answer(found) for status, found in operation["responses"].items()},
            needs_key=operation.get("security") != [],
        )

    def _prices(self, operation: Json) -> Iterator[tuple[int, Validator]]:
        for rule in operation.get("x-credits", {}).get("rules", []):
            if self.disputed_fees or not rule.get("x-confidence", "").startswith("conflict"):
                yield rule["add"], self.validators.of(rule.get("when", {}))

    def _answer(self, found: Json) -> ExpectedAnswer:
        response = resolve(self.spec, found)
        contents = {
            media_type: self.validators.of(content.get("x-item-schema") or content["schema"])
            for media_type, content in response.get("content", {}).items()
        }
        headers = {name.lower(): resolve(self.spec, header) for name, header in response.get("headers", {}).items()}
        return ExpectedAnswer(
            contents, {name: self.validators.of(header["schema"]) for name, header in headers.items()}
        )
