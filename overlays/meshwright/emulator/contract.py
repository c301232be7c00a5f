"""The spec as a judge: which routes exist, which requests are good, what they cost. No second set of rules stands
beside it.

Own code because no library does this for OpenAPI 3.1 as measured: Connexion refuses 3.1, openapi-core is 7 to 30
times slower and fails every event stream. The work is done by jsonschema-rs; what is here is routing, and turning a
violation into the sentence the spec has for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
from attrs import frozen

from ..specs import METHODS, Json, body_schema, defaults, resolve


class Refused(Exception):
    """A request breaks the contract; the text says how."""


@frozen(eq=False)
class Contract:
    """One spec, compiled."""

    spec: Json

    def operations(self) -> Iterator[OperationContract]:
        """Yield every operation."""
        for path, item in self.spec["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: Json) -> OperationContract:
        operation = item[method]
        parameters = [resolve(self.spec, p) for p in [*item.get("parameters", []), *operation.get("parameters", [])]]
        body = body_schema(operation)
        price = operation.get("x-credits", {}).get("rules", [])
        return OperationContract(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            contract=self,
            query={
                p["name"]: QueryParameter(resolve(self.spec, p["schema"]), self.validator(p["schema"]))
                for p in parameters
                if p["in"] == "query"
            },
            body=self.validator(body) if body else None,
            defaults=defaults(self.spec, body) if body else {},
            price=[(rule["add"], self.validator(rule.get("when", {}))) for rule in price],
        )

    def validator(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        """Compile a schema that may refer to components."""
        return jsonschema_rs.Draft202012Validator(
            {**schema, "components": self.spec["components"]}, validate_formats=True
        )

    def sentence(self, error: jsonschema_rs.ValidationError) -> str:
        """Say what is wrong: the spec's own message for this rule, else the field and the rule."""
        message = ""
        node: Any = self.spec
        for step in error.schema_path:
            try:
                node = node[step]
                message = node["x-message"]
            except (KeyError, IndexError, TypeError):
                continue
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path).lstrip(
            "."
        )
        return message or f"{where or 'request body'}: {error.message[:200]}"


@frozen(eq=False)
class QueryParameter:
    """One query parameter."""

    schema: Json
    validator: jsonschema_rs.Draft202012Validator


@frozen(kw_only=True, eq=False)
class OperationContract:
    """One operation of the spec, ready to judge requests."""

    id: str
    method: str
    path: str
    contract: Contract
    query: Mapping[str, QueryParameter]
    body: jsonschema_rs.Draft202012Validator | None
    defaults: Json
    price: list[tuple[int, jsonschema_rs.Draft202012Validator]]

    def read_query(self, given: Mapping[str, str]) -> Json:
        """Return the query with its types and defaults; raises Refused. Unknown parameters are ignored."""
        return {name: self._read_parameter(name, parameter, given.get(name)) for name, parameter in self.query.items()}

    def _read_parameter(self, name: str, parameter: QueryParameter, text: str | None) -> Any:
        if text is None:
            return parameter.schema.get("default")
        value: Any = text
        if parameter.schema.get("type") == "integer":
            if not re.fullmatch(r"[+-]?\d{1,18}", text):
                raise Refused(f"{name}: {text[:40]!r} is no integer")
            value = int(text)
        for error in parameter.validator.iter_errors(value):
            raise Refused(f"{name}: {error.message[:200]}")
        return value

    def read_body(self, body: Any) -> Json:
        """Return the body with the defaults filled in; raises Refused. Unknown members are ignored."""
        assert self.body is not None
        for error in self.body.iter_errors(body):
            raise Refused(self.contract.sentence(error))
        return {**self.defaults, **body}

    def credits_for(self, body: Json) -> int:
        """Return the price of a request whose defaults are filled in."""
        return sum(amount for amount, when in self.price if when.is_valid(body))
