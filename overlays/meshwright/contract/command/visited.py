"""A bounded visit of a running service. Its findings are reported and stored even if it ends early."""

from __future__ import annotations

from collections import Counter
from datetime import date

from attrs import asdict

from ..exchange import Exchange
from ..har import write_har
from ..live.bounds import CannotVisit
from ..live.drift import Drift, drifts_of, write_report
from ..live.visiting import Visitor
from ..redaction import Redaction, plain
from ..reports.summary import Result, Summary
from ..services import TITLES, VISITS, address_of, check_spending, headers_of, key_of
from .console import Console
from .contracts import OUTSIDE, Contract, compiled
from .options import Options
from .outputs import check_outputs
from .telling import GOOD, INTERRUPTED, NOT_MADE, told, written_to


def run_visited(options: Options, console: Console) -> int:
    """Visit the service and report how it differs from its contract; return the exit code."""
    check_spending(options.service, options.spend)
    key = key_of(options.service)
    console.redacted = console.redacted.also((key,))
    contract = compiled(options.service, options.spec, options.as_of or date.today().isoformat(), key)
    base_url = address_of(options.service, options.base_url, contract.spec)
    check_outputs(options.outputs)

    def on_call(exchange: Exchange) -> None:
        console.progress(f"request {len(visitor.trace)}: {exchange}")

    with Visitor(
        base_url,
        contract.oracle,
        contract.expectations,
        options.rate,
        options.spend,
        headers=headers_of(options.service),
        fuzz=options.fuzz,
        seed=options.seed,
        on_call=on_call,
    ) as visitor:
        drifts, broken_off, code = _visit(options, console, contract, visitor)
    if visitor.trace:
        code = _tell(options, console, contract, visitor, drifts, broken_off, code)
    if broken_off:
        console.complain(broken_off)
    return code


def _visit(options: Options, console: Console, contract: Contract, visitor: Visitor) -> tuple[list[Drift], str, int]:
    """Return the differences, why the visit ended early, and the exit code if it did."""
    try:
        return VISITS[options.service](visitor, contract.spec), "", GOOD
    except CannotVisit as error:
        reason, code = str(error), NOT_MADE
    except KeyboardInterrupt:
        reason, code = "interrupted", INTERRUPTED
    except BaseException:  # a bug of ours; paid results are kept nevertheless
        _keep(options, console, visitor)
        raise
    finally:
        console.clear()
    drifts = drifts_of(visitor.trace, visitor.oracle, visitor.expectations)
    return drifts, "; ".join(filter(None, (reason, visitor.pending))), code


def _keep(options: Options, console: Console, visitor: Visitor) -> bool:
    """Write the recording; an empty one does not replace an existing file."""
    key = visitor.oracle.key
    return not visitor.trace or written_to(console, options.har, lambda path: write_har(path, visitor.trace, key))


def _tell(
    options: Options,
    console: Console,
    contract: Contract,
    visitor: Visitor,
    drifts: list[Drift],
    broken_off: str,
    code: int,
) -> int:
    drifts = [_redacted(drift, console.redacted) for drift in drifts]
    for drift in drifts:
        console.say(f"{drift.field}: {drift.seen} (documented: {drift.documented}); {drift.proposal}")
    counts = [f"{len(visitor.trace)} requests"]
    if options.service == "meshy":  # FlightHub's prices are unknown
        counts.append(f"{visitor.spent} credits")
    console.say(", ".join([*counts, f"{len(drifts)} differences", contract.name]))
    kept = _keep(options, console, visitor)
    listed = written_to(console, options.drift, lambda path: write_report(path, drifts))
    if kept and listed:
        console.say(f"{options.har}, {options.drift}")
    elif code == GOOD:
        code = NOT_MADE
    facts = [TITLES[options.service], f"live at {visitor.base_url}", contract.name, *counts]
    results = _results(visitor.trace, drifts, contract)
    return told(options, console, Summary(facts=facts, results=results, unit="operations", broken_off=broken_off), code)


def _redacted(drift: Drift, redacted: Redaction) -> Drift:
    return Drift(**{name: plain(redacted(text)) for name, text in asdict(drift).items()})


def _results(trace: list[Exchange], drifts: list[Drift], contract: Contract) -> list[Result]:
    """Return a result for each operation that was visited, in the order of the spec."""
    found: dict[str, list[str]] = {}
    for drift in drifts:
        name = _operation_of(drift, contract)
        place = drift.field.removeprefix(name).strip()
        text = f"{drift.seen} (documented: {drift.documented}); {drift.proposal} [{drift.evidence}]"
        found.setdefault(name, []).append(f"{place}: {text}" if place else text)
    requests = Counter(contract.operation_of(exchange.method, exchange.path) for exchange in trace)
    return [
        Result(name, found.get(name, []), contract.sentence_of(name), requests[name])
        for name in (*contract.ids, OUTSIDE)
        if requests[name] or name in found
    ]


def _operation_of(drift: Drift, contract: Contract) -> str:
    """Return the operation by its place in the spec, or else by the request that showed the difference."""
    name = drift.field.partition(" ")[0]
    if name in contract.ids:
        return name
    method, _, rest = drift.evidence.partition(" ")
    return contract.operation_of(method, rest.partition(" ")[0].partition("?")[0])
