"""Find tightened limits of parameters by the reasons of refused creates.

A create without its source is refused for that. If a parameter within its documented limits changes the reason, the
service refuses the parameter too: its limit is tighter than documented, and nothing has to be bought to see that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..exchange import Exchange
from ..expectations import Expectations, ExpectedOperation
from ..samples import CREATES
from .difference import SHOWN, Finding, shown_by


def reason_findings(trace: Sequence[Exchange], expectations: Expectations) -> Iterator[Finding]:
    """Yield the parameters that are refused although the spec allows their values."""
    for operation in expectations.operations:
        if operation.verb == "create" and operation.body is not None:
            refused = [each for each in trace if is_refused(each, operation)]
            yield from _of_operation(refused, operation)


def is_refused(exchange: Exchange, operation: ExpectedOperation) -> bool:
    """Return whether this is a refused request of an operation."""
    ours = exchange.method == operation.method and operation.pattern.fullmatch(exchange.path) is not None
    return ours and exchange.status == 400 and bool(exchange.request_headers.get("authorization"))


def lacks_only_its_source(operation: ExpectedOperation, sent: Any) -> bool:
    """Return whether a body would be valid with the source that an example of its kind has."""
    example = CREATES.get(operation.tag.replace("_", "-"))
    if example is None or not isinstance(sent, dict) or operation.takes(sent):
        return False
    return operation.takes({**example, **sent})


def reason_of(exchange: Exchange) -> str:
    """Return the message of a refusal; empty without one."""
    try:
        data = exchange.data
    except ValueError:
        return ""
    said = data.get("message") if isinstance(data, dict) else None
    return said if isinstance(said, str) else ""


def usual_reason(refused: Sequence[Exchange]) -> str:
    """Return the reason of the refusal of an empty body; empty if there is none."""
    return next((reason_of(each) for each in refused if _sent(each) == {}), "")


def _sent(exchange: Exchange) -> Any:
    try:
        return exchange.sent
    except ValueError:
        return None


def _of_operation(refused: Sequence[Exchange], operation: ExpectedOperation) -> Iterator[Finding]:
    """Compare the reasons for the values of each parameter, sent by itself.

    A parameter may change what is missing: then its values have another reason in common, or each has its own.
    """
    usual = usual_reason(refused)
    alone: dict[str, dict[str, Exchange]] = {}
    for each in refused:
        sent = _sent(each)
        if isinstance(sent, dict) and len(sent) == 1 and lacks_only_its_source(operation, sent):
            alone.setdefault(next(iter(sent)), {})[json.dumps(sent)] = each
    for name, values in alone.items() if usual else ():
        reasons = Counter(reason_of(each) for each in values.values())
        common = {reason for reason, count in reasons.items() if count > 1} | {usual}
        if common & set(reasons):
            for each in values.values():
                if reason_of(each) not in common:
                    yield _finding(operation, each, name)


def _finding(operation: ExpectedOperation, exchange: Exchange, name: str) -> Finding:
    value = json.dumps(_sent(exchange)[name], ensure_ascii=False)[:SHOWN]
    text = f"{value} is refused: {reason_of(exchange)[:SHOWN]}"
    place = f"{operation.id} {name}"
    return Finding(shown_by(place, exchange, "a value within its limits", text, "tighten the limit"))
