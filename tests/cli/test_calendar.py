"""The calendar: what the specs know of the days to come, for people and as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from helpers.shells import Shell
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec, operations
from meshwright.spec.upcoming import upcoming

RETIRES = "2026-12-31"


def on(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """Make it noon of a day."""
    noon = datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()
    monkeypatch.setattr("meshwright.cli.calendar.time.time", lambda: noon)


def test_the_next_days(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninety days from today: meshy-7 ends, for the kinds that make geometry with it."""
    on(monkeypatch, "2026-11-29")
    (event,) = [event for event in desk("calendar").json if event["subject"] == "ai_model meshy-7"]
    assert (event["service"], event["day"], event["change"]) == ("meshy", RETIRES, "ends")
    assert "text_to_3d.create" in event["operations"]
    assert "retexture.create" not in event["operations"]
    assert all(len(source.split()) >= 3 for source in event["sources"])


@pytest.mark.parametrize(
    ("arguments", "there"),
    [
        (["--from", "2026-10-02"], False),
        (["--from", "2026-10-03"], True),
        (["--from", "2026-10-01", "--days", "91"], False),
        (["--from", "2026-10-01", "--days", "92"], True),
        (["--from", RETIRES, "--days", "1"], True),
        (["--from", "2027-01-01"], False),
        (["--service", "flighthub"], False),
    ],
)
def test_the_first_and_the_last_day(desk: Shell, arguments: list[str], there: bool) -> None:
    """The first day counts, the day after the last does not; another service has events of its own."""
    found = desk("calendar", *arguments).json
    assert (RETIRES in [event["day"] for event in found]) == there


def test_for_people(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line an event; a sentence if there is none; a wrong day is refused in one sentence."""
    monkeypatch.setattr("meshwright.cli.calendar.wants_json", lambda _: False)
    text = " ".join(desk("calendar", "--from", "2026-12-30", "--days", "3").out.split())
    assert text.startswith(f"{RETIRES} meshy ends ai_model meshy-7 (")
    assert desk("calendar", "--from", "2019-01-01", "--days", "1").out == (
        "Nothing is known from 2019-01-01 on, for 1 day.\n"
    )
    for day in ("seed", "tomorrow", "2026-02-30", "9999-12-31"):
        wrong = desk("calendar", "--from", day)
        assert (wrong.code, "must be a day" in wrong.err) == (2, True)


def test_every_contract_but_that_of_an_event_is_that_of_the_day_before() -> None:
    """A day without an event changes no parameter, no value and no operation: the calendar leaves none out."""
    spec = load_spec("meshy")
    eventful = {event.day for event in upcoming(spec, "2025-01-01", 1500)}
    for day in dates(spec):
        if day not in eventful:
            assert taken(contract_of(spec, before(day))) == taken(contract_of(spec, day)), day


def dates(node: Any) -> set[str]:
    """Return every day that a spec names in its calendar."""
    found: set[str] = set()
    if isinstance(node, dict):
        found |= {str(node[key]) for key in ("x-since", "x-until", "day") if key in node and len(str(node[key])) == 10}
        node = list(node.values())
    for part in node if isinstance(node, list) else []:
        found |= dates(part)
    return {day for day in found if day.startswith("20")}


def before(day: str) -> str:
    return datetime.fromordinal(datetime.fromisoformat(day).toordinal() - 1).date().isoformat()


def taken(contract: dict[str, Any]) -> Any:
    """Return the operations of a contract and the schemas of its requests, without rules over several members."""
    bodies = {name: schema.get("properties") for name, schema in contract["components"]["schemas"].items()}
    creates = {name: properties for name, properties in bodies.items() if name.startswith("Create")}
    return [operation["operationId"] for _, _, operation in operations(contract)], creates
