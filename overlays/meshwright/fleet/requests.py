"""Make the requests of items: a task of a kind and the tasks of its chain, checked and priced."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from attrs import define, field, frozen

from ..core.files import is_remote
from ..downloads.names import safe
from ..tasks.session import TaskSession
from ..tasks.submitting import price_of
from .chains import Chains, Step, digest_of, local_files, plain_parameters


@frozen
class ItemRequest:
    """The tasks of one item."""

    steps: Sequence[Mapping[str, Any]]
    """The kind and the parameters of each task."""
    prices: Sequence[int]
    """The estimated price of each task, in credits."""
    files: Sequence[str]
    """Files of this machine that the request names."""

    @property
    def credits(self) -> int:
        """The estimated price of all tasks."""
        return sum(self.prices)

    def row(self, name: str) -> tuple[str, str, str, int]:
        """Return the item for the database: its name, its request, the digest of that, and its price."""
        priced = [{**step, "credits": price} for step, price in zip(self.steps, self.prices, strict=True)]
        return name, json.dumps(priced), digest_of(self.steps), self.credits


@define
class Requests:
    """Makes the requests of items that differ in one parameter, the input."""

    kind: str
    keyword: str
    """The parameter of the input."""
    parameters: Mapping[str, Any]
    tail: Sequence[Mapping[str, Any]]
    chains: Chains
    session: TaskSession
    _prices: Sequence[int] = field(init=False, default=())
    """The prices of the tasks, which the input does not change; empty before the first request."""

    @classmethod
    def of(
        cls, chains: Chains, session: TaskSession, kind: str, then: Iterable[Step], parameters: Mapping[str, Any]
    ) -> Requests:
        """Resolve a kind and the chain after it; raises InputError for a kind that the service does not have."""
        first, implied = chains.resolve(kind)
        tail = chains.tail(then)
        return cls(first, chains.main_keyword(first), {**implied, **parameters}, tail, chains, session)

    def inputs(self, given: Any) -> Iterator[Any]:
        """Yield the input of each item."""
        many = self.chains.takes_many(self.kind)
        if given is None or isinstance(given, (str, bytes, bytearray, os.PathLike)) or hasattr(given, "read"):
            yield [given] if many and given is not None else given
            return
        members = iter(given)
        for member in members:
            if many and isinstance(member, (str, os.PathLike)):  # one list: all files make one item
                yield [member, *members]
                return
            yield member

    def request(self, value: Any) -> ItemRequest:
        """Return the request for an input; raises InputError for one that cannot be sent."""
        own = {**self.parameters, **({} if value is None else {self.keyword: value})}
        steps = [{"kind": self.kind, "parameters": plain_parameters(own, self.kind)}, *self.tail]
        operations = list(self.chains.operations(steps[:1] if self._prices else steps))
        files = [file for operation in operations for file in local_files(operation)]
        self._prices = self._prices or [price_of(self.session, operation).credits for operation in operations]
        return ItemRequest(steps, self._prices, files)


def name_of_input(value: Any) -> str:
    """Return the name of an item: that of its file, or the beginning of its text; empty if it has neither."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, os.PathLike):
        return safe(Path(value).stem)
    text = str(value or "")
    if not text:
        return ""
    if is_remote(text):
        return safe(Path(urlsplit(text).path).stem)
    return safe(Path(text).stem if Path(text).suffix and len(text) < 1000 else text)[:60].strip(" .")
