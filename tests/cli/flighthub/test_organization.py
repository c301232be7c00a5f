"""``meshwright flighthub`` on an organization: tables, times, commands from the spec, and a flight by one command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.flighthub import QUICK, TOKEN, emulator
from helpers.hub_shell import Shell
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright import FlightHub, Ledger
from meshwright.cli.connection import ledger_path
from meshwright.cli.tables import GAP, TABLES, Column, of, table
from meshwright.emulator import Emulator
from meshwright.emulator.clock import Clock
from meshwright.emulator.flighthub.troubles import Failure

SURVEY = "Survey of the meadow"


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """An organization on a fast clock; the other fixtures use it too."""
    with emulator(QUICK, clock=Clock(rate=200.0)) as one:
        yield one


@pytest.fixture
def organized(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The command line with a project."""
    with FlightHub(TOKEN, base_url=shell.server.url) as hub:
        monkeypatch.setenv("FLIGHTHUB_PROJECT_UUID", hub.projects.list()[0].uuid or "")
    return shell


def dock_of(shell: Shell) -> str:
    found: Any = shell.json("project", "devices")
    return str(found[0]["gateway"]["sn"])


def flown(shell: Shell, dock: str) -> Any:
    span = ("--begin-at", "0", "--end-at", "2100-01-01T00:00:00+01:00")
    return shell.json("flight", "list", "--sn", dock, *span)


# ---------------------------------------------------------------------------------------------------- tables
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)


@settings(max_examples=100)
@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), max_size=4), st.integers(60, 120))
def test_no_line_is_wider_than_the_terminal(rows: list[list[str]], width: int) -> None:
    """A table has a head and a line for each row, and shortens the widest cells until every line fits."""
    columns = [
        Column(head, lambda row, place=place: row[place]) for place, head in enumerate(("ONE", "TWO", "III", "IV"))
    ]
    lines = list(table(rows, columns, width))
    assert len(lines) == len(rows) + 1
    assert lines[0].split() == ["ONE", "TWO", "III", "IV"]
    assert max(map(len, lines)) <= width


def test_tables_of_an_organization(organized: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal lists are tables of 80 columns with their heads, and details are a line a member."""
    monkeypatch.setattr("meshwright.cli.output.is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")
    for words, kind in (
        (("project", "list"), "Project"),
        (("device", "list"), "DevicePair"),
        (("route", "list"), "Route"),
    ):
        head, *lines = organized(*words).stdout.splitlines()
        assert head.split() == [column.head for column in TABLES[kind]]
        assert lines
        assert all(len(line) <= 80 for line in (head, *lines))
    uuid = lines[0].split(GAP)[0]
    assert any(line.split() == ["id", uuid] for line in organized("route", "get", uuid).stdout.splitlines())
    empty = organized("map", "list")
    assert (empty.stdout, empty.stderr) == ("", "Nothing to list.\n")


def test_every_list_of_the_spec_has_columns_that_exist() -> None:
    """Each table names members of its class, so that no column stays empty."""
    from meshwright_api.flighthub import models

    for name, columns in TABLES.items():
        known = getattr(models, name).__annotations__
        for column in columns:
            for cell in (cell.cell_contents for cell in (column.cell.__closure__ or ())):
                assert cell.partition(".")[0] in known, f"{name}: {cell}"
    assert of("a.b")(None) is None


# ---------------------------------------------------------------------------------------------------- options
def test_times_have_an_offset(organized: Shell) -> None:
    """A time is seconds since 1970, or a date with an offset; one without is a usage error, and nothing is sent."""
    dock = dock_of(organized)
    for wrong in ("2026-12-01", "2026-12-01T09:00", "soon"):
        done = organized("flight", "list", "--sn", dock, "--begin-at", wrong, "--end-at", "0")
        assert done.returncode == 2
        assert "with an offset" in done.stderr


def test_an_operation_of_v2(organized: Shell) -> None:
    """An operation that only V2 has works with --api-version; without it nothing is sent, and the error names it."""
    found: Any = organized.json("organization", "list", "--api-version", "v2.0")
    assert found
    refused = organized("organization", "list")
    assert refused.returncode == 3
    said = " ".join(refused.stderr.split())
    assert "pass --api-version v2.0 or set FLIGHTHUB_API_VERSION=v2.0. Nothing was sent" in said
    assert said.endswith("Next: the same command with another --api-version")


def test_secrets_have_no_command(organized: Shell) -> None:
    """Access to the store is not printed: it has no command."""
    assert organized("project", "storage-credential").returncode == 2
    assert organized("route", "finish-upload").returncode == 2


def test_a_project_is_asked_for(shell: Shell) -> None:
    """A command about a project names the option for one, and sends nothing."""
    done = shell("route", "list")
    assert done.returncode == 3
    assert "--project" in done.stderr


# ---------------------------------------------------------------------------------------------------- fly
def test_a_route_is_flown_and_becomes_a_map(organized: Shell) -> None:
    """`fly` goes from a route to the unpacked map; run again, it flies and buys nothing, and has the same result."""
    dock = dock_of(organized)
    line = ("fly", SURVEY, "--dock", dock, "--then", "model", "--guess-url", "-o", "out", "--poll-interval", "0.1")
    found: Any = organized.json(*line)
    assert [*found["models"]] == ["2d"]
    assert any(Path(path).name == "README.txt" for path in found["files"])
    assert organized.json(*line) == found
    assert [one["uuid"] for one in flown(organized, dock)] == [found["flight"]]
    uuid = found["models"]["2d"]
    with Ledger(ledger_path()) as ledger:
        bought = {entry.kind for entry in ledger.submissions() if found["flight"] in str(entry) or uuid in str(entry)}
    assert bought == {"flighthub-flight", "flighthub-start"}
    other = organized("fly", "Patrol", "--dock", dock, "-o", "out")
    assert other.returncode == 4
    assert "is of another flight" in other.stderr


def test_a_flight_whose_answer_was_lost_is_found(organized: Shell) -> None:
    """A lost answer is exit code 10; the same line finds the flight by its name, and flies once."""
    dock = dock_of(organized)
    before = len(flown(organized, dock))
    organized.server.flighthub.troubles.arm("flights.create", Failure(200500, "lost", status=500), after=True)
    line = ("fly", "Patrol", "--dock", dock, "-o", "lost", "--poll-interval", "0.1")
    broken = organized(*line)
    assert broken.returncode == 10
    assert "may have been" in broken.stderr
    assert organized.json(*line)
    assert len(flown(organized, dock)) == before + 1


def test_a_flight_that_was_refused_is_flown_by_the_next_run(organized: Shell) -> None:
    """A refusal flies nothing; the same line flies then. An unknown route is refused before anything is sent."""
    dock = dock_of(organized)
    organized.server.flighthub.troubles.arm("flights.create", Failure(219019, "the route is not valid"))
    line = ("fly", "Patrol", "--dock", dock, "-o", "refused", "--poll-interval", "0.1")
    assert organized(*line).returncode == 7
    assert organized(*line).returncode == 0
    unknown = organized("fly", "Nowhere", "--dock", dock, "-o", "unknown")
    assert unknown.returncode == 4
    assert "route list" in unknown.stderr
