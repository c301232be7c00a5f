"""Judge a recording again by the current rules; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from ..addresses import addresses_in, file_key
from ..exchange import Exchange
from ..har import KEY_HEADERS, keys_in, with_key
from ..har_reading import BadRecording, Recording, read_har
from ..judging import judged
from ..listing import json_of
from ..redaction import KEY
from ..reports.divergence import write_divergence
from ..reports.summary import Summary
from ..services import TITLES
from .console import Console
from .contracts import belongs, compiled
from .drifts import redacted_drift, results_of, say_drifts
from .options import Options
from .outputs import check_outputs
from .telling import GOOD, NOT_MADE, told, written_to

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
    ours = _ours(recorded, options.service)
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
    judgeable = [exchange for exchange in ours if _complete(exchange)]
    if not judgeable:
        raise BadRecording(f"{options.replay}: none of {len(ours)} exchanges was recorded with its answer")
    if len(judgeable) < len(ours):
        console.say(f"{len(judgeable)} were recorded with their answers and can be judged")
    judged_ones = with_key(judgeable, options.service) if keyless else judgeable
    drifts = [redacted_drift(drift, console.redacted) for drift in judged(judged_ones, contract.oracle, contract.spec)]
    say_drifts(console, drifts)
    results = results_of(judgeable, drifts, contract)
    facts = [title, f"recording {options.replay}", contract.name, told_apart, *notes]
    summary = Summary(facts=facts, results=results, unit="operations")
    console.say(summary.verdict)
    kept = written_to(console, options.drift, lambda path: write_divergence(path, drifts)) if options.drift else True
    return told(options, console, summary, GOOD if kept else NOT_MADE)


def _day_of(exchanges: list[Exchange]) -> str:
    """Return the day of the last exchange: a recording is judged by the contract of its time."""
    last = max((exchange.at for exchange in exchanges), default=0.0)
    return (datetime.fromtimestamp(last, UTC).date() if last else date.today()).isoformat()


def _notes(recording: Recording, service: str) -> list[str]:
    """Return which entries are not judged, and why; ignores entries of other sites."""
    damage = [recording.damage] if recording.damage else []
    return damage + [str(entry) for entry in recording.left_out if not entry.path or belongs(service, entry.path)]


def _ours(recorded: list[Exchange], service: str) -> list[Exchange]:
    """Return the exchanges with the API, and those about files that its answers name."""
    api = [exchange for exchange in recorded if _belongs(exchange, service)]
    named = {file_key(url) for exchange in api for _, url in _addresses(exchange) if isinstance(url, str)}
    return [each for each in recorded if each in api or file_key(each.url) in named]


def _addresses(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    data = json_of(exchange)
    for part in data if isinstance(data, list) else [data]:
        if isinstance(part, dict):
            yield from addresses_in(part)


def _belongs(exchange: Exchange, service: str) -> bool:
    """Return whether a request was made to the API of the service; not a WebSocket, nor a CORS preflight."""
    over_http = exchange.url.lower().startswith(("http://", "https://"))
    preflight = "access-control-request-method" in exchange.request_headers
    return over_http and belongs(service, exchange.path) and not preflight


def _complete(exchange: Exchange) -> bool:
    """Return whether there is an answer to judge: browsers omit bodies that they did not keep."""
    return exchange.answered and not (exchange.cut and not exchange.body)
