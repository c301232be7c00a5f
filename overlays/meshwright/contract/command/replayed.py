"""Judge a recording again by the current rules; nothing is sent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from ..exchange import Exchange
from ..har import KEY_HEADERS, keys_in, with_key
from ..har_reading import BadRecording, Recording, read_har
from ..oracle.registry import rules_of
from ..redaction import KEY
from ..reports.summary import Result, Summary
from ..services import TITLES
from .console import Console
from .contracts import Contract, belongs, compiled
from .options import Options
from .outputs import check_outputs
from .telling import told

SHOWN = 10
"""The most skipped entries that are listed."""


def run_replayed(options: Options, console: Console) -> int:
    """Judge every exchange of the recording that belongs to the service; return the exit code."""
    assert options.replay is not None
    check_outputs(options.outputs)
    recording = read_har(options.replay)
    recorded = recording.exchanges
    console.redacted = console.redacted.also(keys_in(recorded, options.service))
    contract = compiled(options.service, options.spec, options.as_of or _day_of(recorded), KEY)
    ours = [exchange for exchange in recorded if _belongs(exchange, options.service)]
    title = TITLES[options.service]
    notes = _notes(recording, options.service)
    for note in notes[:SHOWN]:
        console.complain(note)
    if len(notes) > SHOWN:
        console.complain(f"{len(notes) - SHOWN} more entries are left out")
    if not ours:
        odd = f"; {len(recording.left_out)} entries could not be read" if recording.left_out else ""
        raise BadRecording(f"{options.replay}: 0 of {len(recorded)} exchanges belong to {title}{odd}")
    told_apart = f"{len(ours)} of {len(recorded)} exchanges belong to {title}"
    console.say(f"{told_apart}; {contract.name}")
    keyless = all(KEY_HEADERS[options.service] not in exchange.request_headers for exchange in ours)
    if keyless:
        console.say("no exchange has a key: the accepted ones are assumed to have had a valid key")
    judged = [exchange for exchange in ours if _complete(exchange)]
    if not judged:
        raise BadRecording(f"{options.replay}: none of {len(ours)} exchanges was recorded with its answer")
    if len(judged) < len(ours):
        console.say(f"{len(judged)} were recorded with their answers and can be judged")
    results = _judged(with_key(judged, options.service) if keyless else judged, contract, options.service)
    for result in results:
        if result.findings:
            console.say(f"{result.name}: {len(result.findings)} found")
            for text in result.findings[:5]:
                console.say(f"    {text}")
    requests = Counter(contract.operation_of(exchange.method, exchange.path) for exchange in judged)
    facts = [title, f"recording {options.replay}", contract.name, told_apart, *notes]
    summary = Summary(facts=facts, results=results, unit="rules", requests=dict(sorted(requests.items())))
    if not summary.bad:
        console.say(summary.verdict)
    return told(options, console, summary)


def _day_of(exchanges: list[Exchange]) -> str:
    """Return the day of the last exchange: a recording is judged by the contract of its time."""
    last = max((exchange.at for exchange in exchanges), default=0.0)
    return (datetime.fromtimestamp(last, UTC).date() if last else date.today()).isoformat()


def _notes(recording: Recording, service: str) -> list[str]:
    """Return which entries are not judged, and why; ignores entries of other sites."""
    damage = [recording.damage] if recording.damage else []
    return damage + [str(entry) for entry in recording.left_out if not entry.path or belongs(service, entry.path)]


def _belongs(exchange: Exchange, service: str) -> bool:
    """Return whether a request was made to the API of the service; not a WebSocket, nor a CORS preflight."""
    over_http = exchange.url.lower().startswith(("http://", "https://"))
    preflight = "access-control-request-method" in exchange.request_headers
    return over_http and belongs(service, exchange.path) and not preflight


def _complete(exchange: Exchange) -> bool:
    """Return whether there is an answer to judge: browsers omit bodies that they did not keep."""
    return exchange.answered and not (exchange.cut and not exchange.body)


def _judged(exchanges: list[Exchange], contract: Contract, service: str) -> list[Result]:
    found: dict[str, list[str]] = {}
    for exchange in exchanges:
        for violation in contract.oracle.observe(exchange):
            found.setdefault(violation.rule, []).append(f"{violation.detail} [{violation.exchange}]")
    return [Result(rule.id, found.get(rule.id, []), rule.sentence) for rule in rules_of(service, "live")]
