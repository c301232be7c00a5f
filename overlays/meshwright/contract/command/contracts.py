"""The contract that a service or a recording is compared with, read and compiled before anything is sent."""

from __future__ import annotations

import posixpath
from pathlib import Path

import jsonschema_rs
from attrs import frozen

from ...spec.calendar import contract_of
from ...spec.reading import Json, load_spec, operation
from ..changes.documents import BadSpec
from ..diff import read
from ..expectations import Expectations
from ..live.bounds import CannotVisit
from ..oracle import Oracle
from ..services import TITLES
from .options import SEED

DEFAULT = "default contract"
"""The name of the contract of the seed documents."""
OUTSIDE = "outside the spec"
"""The place of a finding that belongs to no operation."""


@frozen(kw_only=True)
class Contract:
    """The contract of a day, compiled."""

    name: str
    spec: Json
    oracle: Oracle

    @property
    def expectations(self) -> Expectations:
        """Its operations, as the oracle reads them."""
        return self.oracle.expectations

    @property
    def ids(self) -> list[str]:
        """Its operations, in the order of the spec."""
        return [operation.id for operation in self.expectations.operations]

    def operation_of(self, method: str, path: str) -> str:
        """Return the operation of a request."""
        expected = self.expectations.at(path).get(method)
        return expected.id if expected else OUTSIDE

    def sentence_of(self, operation_id: str) -> str:
        """Return the description of an operation in the spec."""
        if operation_id == OUTSIDE:
            return "Methods and paths that are not in the spec."
        return str(operation(self.spec, operation_id).get("summary", ""))


def belongs(service: str, path: str) -> bool:
    """Return whether a path lies below the paths of a service: those of one version have a common root."""
    groups: dict[str, list[str]] = {}
    for template in load_spec(service)["paths"]:
        groups.setdefault("/".join(template.split("/")[1:3]), []).append(template)
    roots = [posixpath.commonpath(group) for group in groups.values()]
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def compiled(service: str, path: Path | None, day: str, key: str) -> Contract:
    """Return the contract of a day, or for ``seed`` the spec itself; raises CannotVisit."""
    try:
        spec = load_spec(service) if path is None else read(path)
    except BadSpec as error:
        raise CannotVisit(str(error)) from None
    source = "" if path is None else f"{path}: "
    try:
        contract = spec if day == SEED else contract_of(spec, day)
        oracle = Oracle(contract, key, service=service, target="live", exclusive=False)
        if path is not None:
            oracle.expectations.check()
        if not any(operation.template in load_spec(service)["paths"] for operation in oracle.expectations.operations):
            raise ValueError("it has none of the operations")
        if service == "meshy":
            _page_sizes(contract)
    except KeyError as error:
        raise CannotVisit(f"{source}is not a spec of {TITLES[service]}: {error.args[0]!r} is missing") from None
    except (
        ValueError,
        TypeError,
        AttributeError,
        LookupError,
        RecursionError,
        jsonschema_rs.ReferencingError,
    ) as error:
        text = " ".join(str(error).split())[:160]
        raise CannotVisit(f"{source}is not a spec of {TITLES[service]}: {text}") from None
    name = DEFAULT if day == SEED else f"contract of {day}"
    return Contract(name=name if path is None else f"{name} by {path}", spec=contract, oracle=oracle)


def _page_sizes(spec: Json) -> None:
    """Look up the parts of the spec that a visit of Meshy's lists needs."""
    schema: Json = spec["components"]["parameters"]["PageSize"]["schema"]
    if not isinstance(schema["maximum"], int) or not isinstance(schema["default"], int):
        raise TypeError("components.parameters.PageSize: maximum and default are not numbers")
