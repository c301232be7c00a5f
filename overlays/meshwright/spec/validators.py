"""Validators of the schemas of a spec, compiled when they are first used.

A spec has 1,500 places with a schema, and compiling them takes 0.15 s; a recording or a start of the emulator needs few
of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from attrs import define, field

from .reading import Json, standing_alone

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError


@define(eq=False)
class Validators:
    """The validators of one spec."""

    spec: Json
    _compiled: dict[str, Draft202012Validator] = field(init=False, factory=dict[str, Any])
    """By schema: most answers share theirs."""

    def of(self, schema: Json) -> Validator:
        """Return the validator of a schema that may refer to components."""
        return Validator(schema, self)

    def compile(self, schema: Json) -> Draft202012Validator:
        """Compile a schema; raises KeyError if a component is missing, and ValueError if the schema is not valid."""
        from jsonschema_rs import Draft202012Validator  # not part of a bare installation

        key = json.dumps(schema, sort_keys=True)
        if key not in self._compiled:
            whole = standing_alone(self.spec, schema)
            self._compiled[key] = Draft202012Validator(whole, validate_formats=True)
        return self._compiled[key]


@define(eq=False)
class Validator:
    """Validates JSON values by one schema."""

    schema: Json
    _all: Validators
    _compiled: Draft202012Validator | None = field(init=False, default=None)

    def is_valid(self, value: Any) -> bool:
        """Return whether a value is valid."""
        return self.compiled().is_valid(value)

    def iter_errors(self, value: Any) -> Iterator[ValidationError]:
        """Yield the violations of a value."""
        yield from self.compiled().iter_errors(value)

    def compiled(self) -> Draft202012Validator:
        """Return the compiled schema; raises as ``Validators.compile``."""
        if self._compiled is None:
            self._compiled = self._all.compile(self.schema)
        return self._compiled
