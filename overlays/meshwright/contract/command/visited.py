"""A bounded visit of a running service. Its findings are reported and stored even if it ends early."""

from __future__ import annotations

from datetime import date

from ..exchange import Exchange
from ..har import write_har
from ..judging import Drift, judged
from ..live.bounds import CannotVisit
from ..live.visiting import Visitor
from ..reports.divergence import write_divergence
from ..reports.summary import Summary
from ..services import TITLES, VISITS, address_of, check_spending, headers_of, key_of
from .console import Console
from .contracts import Contract, compiled
from .drifts import differences_in, redacted_drift, results_of, say_drifts
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
    reason, code = "", GOOD
    try:
        VISITS[options.service](visitor, contract.spec)
    except CannotVisit as error:
        reason, code = str(error), NOT_MADE
    except KeyboardInterrupt:
        reason, code = "interrupted", INTERRUPTED
    except BaseException:  # a bug of ours; paid results are kept nevertheless
        _keep(options, console, visitor)
        raise
    finally:
        console.clear()
    drifts = judged(visitor.trace, contract.oracle, contract.spec)
    return drifts, "; ".join(filter(None, (reason, visitor.pending if reason else ""))), code


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
    drifts = [redacted_drift(drift, console.redacted) for drift in drifts]
    say_drifts(console, drifts)
    counts = [f"{len(visitor.trace)} requests"]
    if options.service == "meshy":  # FlightHub's prices are unknown
        counts.append(f"{visitor.spent} credits")
    console.say(", ".join([*counts, f"{len(differences_in(drifts))} differences", contract.name]))
    if visitor.pending and not broken_off:
        console.say(visitor.pending)
    kept = _keep(options, console, visitor)
    assert options.drift is not None
    listed = written_to(console, options.drift, lambda path: write_divergence(path, drifts))
    if kept and listed:
        console.say(f"{options.har}, {options.drift}")
    elif code == GOOD:
        code = NOT_MADE
    facts = [TITLES[options.service], f"live at {visitor.base_url}", contract.name, *counts]
    results = results_of(visitor.trace, drifts, contract)
    return told(options, console, Summary(facts=facts, results=results, unit="operations", broken_off=broken_off), code)
