"""Lists that a damaged database, a proxy or a failing service sends: a create that may have been bought is never
called "not received", nothing odd is taken for its task, and nothing crashes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncGenerator, Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import collected, play, settled
from helpers.loopback import Exchange, LoopbackServer, response
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright import Ledger, SubmissionUnknown, UnexpectedResponse
from meshwright.core.blocking import run
from meshwright.ledger.journal import UNKNOWN
from meshwright.ledger.recovery import CLOCKS, Reconciled, reconcile
from meshwright.meshy.dialect import MESHY

pytestmark = pytest.mark.usefixtures("no_certificates")

START = 1_790_000_000.0
"""When the create was sent; it is looked for a hundred seconds later."""
KIND = "image-to-3d"
TEXTS = {KIND: frozenset({"texture_prompt"})}


def row(id: Any = "real", age: float = -1.0, **more: Any) -> dict[str, Any]:
    """Make a task that was created some seconds before the create; by default 1 s after it."""
    return {"id": id, "created_at": int((START - age) * 1000), "texture_prompt": "", "status": "SUCCEEDED", **more}


def reconciled(pages: list[list[Any]], folder: Path, later: float = 100.0, **asked: Any) -> Reconciled:
    """Lose a create and look for it in a list."""
    moment = [START]
    with Ledger(folder / "ledger", now=lambda: moment[0]) as ledger:
        ledger.store.database.execute("pragma synchronous=off")
        ledger.unknown(ledger.intend("me", KIND, asked, "d", ahead=0.0))
        moment[0] += later

        async def listed(_: str) -> AsyncGenerator[list[Any]]:
            for page in pages:
                yield page

        result = run(reconcile(ledger, "me", MESHY, listed, TEXTS, lambda: 0.0))
        assert bool(ledger.submissions("me", UNKNOWN)) == bool(result.undecided or result.ambiguous)
        return result


ODD_ROWS: dict[str, Any] = {
    "null": None,
    "a text": "task",
    "a list": [],
    "a number": 7,
    "nothing in it": {},
    "id an object": row(id={}),
    "id null": row(id=None),
    "id a number": row(id=7),
    "id empty": row(id=""),
    "id half a pair": row(id="\ud800x"),
    "id dots": row(id=".."),
    "time of 400 digits": row(created_at=10**400),
    "time NaN": row(created_at=float("nan")),
    "time infinite": row(created_at=float("inf")),
    "time true": row(created_at=True),
    "time a text": row(created_at="1790000000000"),
    "time null": row(created_at=None),
    "time zero": row(created_at=0),
    "time negative": row(created_at=-5),
    "time of 1970": row(created_at=1000),
    "time in seconds": row(created_at=int(START)),
    "time in microseconds": row(created_at=int(START * 1e6)),
    "time in two days": row(age=-2 * 86400),
    "prompt a number": row(texture_prompt=5),
    "prompt a list": row(texture_prompt=["a"]),
    "prompt an object": row(texture_prompt={}),
    "prompt false": row(texture_prompt=False),
}
"""Each stands for the task that was bought: with this damage it may be it, which cannot be decided."""
OLD = [row(f"old {age}", 86400.0 + age) for age in range(3)]


@pytest.mark.parametrize("place", [0, 1, 3], ids=["on top", "in between", "at the end"])
@pytest.mark.parametrize("odd", ODD_ROWS)
def test_an_odd_row_decides_nothing(tmp_path: Path, odd: str, place: int) -> None:
    """A row that cannot be read or placed is not adopted, and as long as it is there nothing is "not received"."""
    rows: list[Any] = list(OLD)
    rows.insert(place, ODD_ROWS[odd])
    result = reconciled([rows, []], tmp_path)
    assert (result.found, result.never) == ({}, [])


@pytest.mark.parametrize("odd", ODD_ROWS)
def test_an_odd_row_beside_the_real_one(tmp_path: Path, odd: str) -> None:
    """Beside an odd row the task itself is not taken for certain either, and is named; the reading goes on past it."""
    other = ODD_ROWS[odd]
    damaged = {**other, "id": f"{other['id']} too"} if isinstance(other, dict) and other.get("id") == "real" else other
    result = reconciled([[damaged, *OLD], [row(), *OLD], []], tmp_path)
    assert (result.found, result.never) == ({}, [])
    assert "real" in result.ambiguous[0].candidates


@pytest.mark.parametrize(
    "pages",
    [
        [[*OLD[::-1], row()], []],
        [[*OLD, row()], []],
        [[OLD[0]], [OLD[1]], [row()], []],
        [OLD, [row("other", 90_000.0)], [row()], []],
    ],
    ids=["oldest first", "last", "page after page", "on the third page"],
)
def test_any_order(tmp_path: Path, pages: list[list[Any]]) -> None:
    """In any order of the list, a create whose task is on it is not reported as not received."""
    result = reconciled(pages, tmp_path)
    assert result.never == []


def test_a_list_that_ends_too_early(tmp_path: Path) -> None:
    """A list that did not end with an empty page proves nothing, however it was cut short."""
    assert len(reconciled([OLD], tmp_path).undecided) == 1
    assert len(reconciled([], tmp_path / "second").undecided) == 1


def test_a_list_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that goes on for ever is read for so many pages, and proves nothing."""
    pages = [[row(f"old {number}", 1e5 + number)] for number in range(3)]
    for most, verdict in ((3, "undecided"), (4, "never")):
        monkeypatch.setattr("meshwright.ledger.listing.MOST_PAGES", most)
        assert len(getattr(reconciled([*pages, []], tmp_path / verdict), verdict)) == 1
    assert len(reconciled([OLD, [], [row()]], tmp_path / "after its end").never) == 1


def test_a_whole_list_proves_it(tmp_path: Path) -> None:
    """A list that was read to its end, without the create and without an odd row, proves "not received"."""
    assert len(reconciled([OLD, []], tmp_path).never) == 1
    assert len(reconciled([OLD[::-1], []], tmp_path / "oldest first").never) == 1
    assert len(reconciled([[]], tmp_path / "empty").never) == 1


def test_what_the_service_has_forgotten_is_not_proved(tmp_path: Path) -> None:
    """Three days after a create the list does not prove any more that it was not received."""
    for seconds, verdict in ((3 * 86400.0 - 1, "never"), (3 * 86400.0, "undecided")):
        result = reconciled([[]], tmp_path / verdict, later=seconds)
        assert len(getattr(result, verdict)) == 1


HOSTILE = st.one_of(
    st.sampled_from(list(ODD_ROWS.values())),
    st.builds(row, id=st.text(min_size=1, max_size=3), age=st.floats(-1e5, 1e6)),
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=2)),
    st.dictionaries(st.sampled_from(["id", "created_at", "texture_prompt"]), st.none() | st.floats() | st.text()),
)


@settings(max_examples=150)
@given(st.lists(HOSTILE, max_size=8), st.integers(0, 8), st.integers(1, 4), st.sampled_from(["", "a robot"]))
def test_what_was_bought_is_never_called_not_received(rows: list[Any], place: int, size: int, prompt: str) -> None:
    """Among rows of any kind, in any order and on pages of any size, a task that is there is found or keeps it open.

    Another one is taken only if the list seemed to be in order and was past the create before the task came.
    """
    place = min(place, len(rows))
    rows.insert(place, row(texture_prompt=prompt))
    pages = [rows[first : first + size] for first in range(0, len(rows), size)]
    with tempfile.TemporaryDirectory() as folder:
        result = reconciled([*pages, []], Path(folder), texture_prompt=prompt)
    assert result.never == []
    before = [rows[: size * number] for number in range(1, place // size + 1)]
    assert set(result.found.values()) <= {"real"} or any(map(newest_first_and_past_the_create, before))


def newest_first_and_past_the_create(rows: list[Any]) -> bool:
    """Return whether these rows seem to be all that has to be read of a list that comes newest first."""
    try:
        times = [row["created_at"] / 1000 for row in reversed({row["id"]: row for row in reversed(rows)}.values())]
    except (KeyError, TypeError, OverflowError):
        return False
    return times == sorted(times, reverse=True) and times[-1] < START - CLOCKS


def test_a_list_in_order_is_read_to_the_create(tmp_path: Path) -> None:
    """A list that comes newest first is not read beyond the time of the create: tasks of three days would be many."""
    late = row("real", -1.0)
    assert reconciled([[row("other")], [row("old", 400.0)], [late], []], tmp_path).found == {1: "other"}
    assert reconciled([[row("other")], [late], [row("old", 400.0)], []], tmp_path / "early").found == {}
    of_one_moment = [row("old", 400.0), row("older", 400.0)]
    assert reconciled([[row("other")], of_one_moment, [late], []], tmp_path / "same").found == {1: "other"}


# Two creates lost at once


def both(folder: Path, rows: list[dict[str, Any]], first: dict[str, Any], second: dict[str, Any]) -> dict[int, str]:
    """Lose two creates of the same moment, and return what was found for each."""
    moment = [START]
    with Ledger(folder / "ledger", now=lambda: moment[0]) as ledger:
        for digest, asked in (("a", first), ("b", second)):
            ledger.unknown(ledger.intend("me", KIND, asked, digest, ahead=0.0))
        moment[0] += 100

        async def listed(_: str) -> AsyncGenerator[list[Any]]:
            yield rows
            yield []

        return run(reconcile(ledger, "me", MESHY, listed, TEXTS, lambda: 0.0)).found


A, B = "https://x.example/a.png", "https://x.example/b.png"


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("texture_prompt", "red", "blue"),
        ("texture_prompt", " red\n", "red too"),
        ("texture_image_url", A, B),
        ("image_url", A, B),
        ("image_urls", [A, B], [B, A]),
    ],
)
def test_two_that_differ_in_what_is_given_back(tmp_path: Path, name: str, one: Any, other: Any) -> None:
    """Two creates of one moment are told apart by any text or address that the tasks give back."""
    shown = [row("2", **{name: other}), row("1", **{name: " ".join(one.split()) if isinstance(one, str) else one})]
    assert both(tmp_path, shown, {name: one}, {name: other}) == {1: "1", 2: "2"}


def test_one_of_two_that_differ(tmp_path: Path) -> None:
    """Where one of them arrived, its task is not taken for the other."""
    shown = [row("2", texture_image_url=B)]
    assert both(tmp_path, shown, {"texture_image_url": A}, {"texture_image_url": B}) == {2: "2"}


def test_one_that_shows_nothing(tmp_path: Path) -> None:
    """A task that may be either of two creates keeps both open, also if another shows the address of one of them."""
    assert both(tmp_path, [row("2"), row("1", texture_image_url=A)], {"texture_image_url": A}, {}) == {}


def test_addresses_of_the_service_say_nothing(tmp_path: Path) -> None:
    """A picture that was moved to an address of the service's own is evidence neither for a create nor against it."""
    moved = [row(id, texture_image_url=f"https://assets.example/{id}.png") for id in ("1", "2")]
    assert both(tmp_path, moved, {"texture_image_url": A}, {"texture_image_url": B}) == {}
    assert both(tmp_path / "again", moved[:1], {"texture_image_url": A}, {"texture_prompt": "x"}) == {1: "1"}


def test_values_that_the_service_sets_say_nothing(tmp_path: Path) -> None:
    """A model that is ``latest`` in a create has a number in its task, so equal values prove nothing."""
    shown = [row("1", ai_model="meshy-6")]
    assert both(tmp_path, shown, {"ai_model": "latest"}, {"ai_model": "meshy-6"}) == {}


# Through the clients


def serving(listed: bytes, status: int = 200) -> Callable[[Exchange], None]:
    """Lose the answer of a create; give each page of the list the same answer."""

    def answer(exchange: Exchange) -> None:
        exchange.read_body()
        if exchange.method == "POST":
            exchange.reset()
        else:
            exchange.send(response(status, listed, date=formatdate(usegmt=True)))

    return answer


NO_LISTS = [b"", b" \n", b"null", b"{}", b'{"result": []}', b'"[]"', b"<html>[]</html>", b"[", b"0", b"false"]


@pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])
@pytest.mark.parametrize(("content", "status"), [*((each, 200) for each in NO_LISTS), (b"", 204), (b"", 202)])
def test_an_answer_that_is_no_list(tmp_path: Path, content: bytes, status: int, asynchronous: bool) -> None:
    """resume(), list() and as_completed() call it an unexpected answer; the create stays open."""

    async def scenario(client: Any) -> None:
        with pytest.raises(SubmissionUnknown):
            await settled(client.image_to_3d.create(image_url=A))
        with pytest.raises(UnexpectedResponse):
            await settled(client.resume())
        with pytest.raises(UnexpectedResponse):
            await collected(client.image_to_3d.list())

    with LoopbackServer(serving(content, status)) as server, Ledger(tmp_path / "ledger") as ledger:
        play(scenario, server.url, asynchronous=asynchronous, ledger=ledger)
        assert [entry.state for entry in ledger.submissions()] == [UNKNOWN]


@pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])
def test_a_service_that_repeats_its_only_page(tmp_path: Path, asynchronous: bool) -> None:
    """A service that ignores the number of the page may hold more than it shows: nothing is proved."""

    async def scenario(client: Any) -> Any:
        with pytest.raises(SubmissionUnknown):
            await settled(client.image_to_3d.create(image_url=A))
        ledger.now = lambda: later
        return await settled(client.resume())

    shown = json.dumps([{**row(), "created_at": 1_600_000_000_000}]).encode()
    with LoopbackServer(serving(shown)) as server, Ledger(tmp_path / "ledger") as ledger:
        later = ledger.now() + 100
        left = play(scenario, server.url, asynchronous=asynchronous, ledger=ledger)
    assert (left.found, left.never) == ([], [])
