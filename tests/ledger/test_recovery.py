"""Reconciling: nothing that arrived is called lost, nothing is adopted that could be something else, no guess."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.core.blocking import run
from meshwright.ledger.journal import CREATED, INTENDED, UNKNOWN, Ledger, Submission
from meshwright.ledger.listing import read_row
from meshwright.ledger.recovery import CLOCKS, FRESH, NO, Reconciled, agreement, in_time, reconcile
from meshwright.meshy.dialect import MESHY

START = 1_700_000_000.0
ACCOUNT = "account"
KIND = "image-to-3d"
TEXTS = {KIND: frozenset({"texture_prompt"})}


@frozen(kw_only=True)
class Create:
    """One create as it went: whether the process died, whether it arrived."""

    at: float = 0.0
    prompt: str = ""
    picture: str = "cat"
    state: str = "unknown"
    arrived: bool = True
    delay: float = 1.0
    ahead: float | None = None
    """The service's clock minus ours, as known then."""


@define
class World:
    """A ledger and a service, and the true result of each create."""

    ledger: Ledger
    time: float = START
    tasks: list[dict[str, Any]] = field(factory=list)
    truth: dict[int, str] = field(factory=dict)
    """Number of the create and its task."""
    read: int = 0
    """Pages that the last reconciling has read."""

    def create(self, create: Create) -> int:
        """Let a create happen; its answer never comes."""
        self.time = START + create.at
        digest = f"{create.picture} {create.prompt}"
        number = self.ledger.intend(ACCOUNT, "image-to-3d", {"texture_prompt": create.prompt}, digest, create.ahead)
        self.ledger.sending(number)
        if create.arrived:
            self.truth[number] = self.task(create.at + create.delay, create.prompt)
        self.time += create.delay
        if create.state == "unknown":
            self.ledger.unknown(number)
        elif create.state == "dead":
            with self.ledger._transaction() as database:
                database.execute("update submission set holder = 'ended' where number = ?", (number,))
            self.ledger.let_go(number)
        return number

    def task(self, at: float, prompt: str = "", **more: Any) -> str:
        """Let a task appear in the list."""
        id = f"task-{len(self.tasks)}"
        created = int((START + at) * 1000)
        self.tasks.append({"id": id, "created_at": created, "texture_prompt": prompt, **more})
        return id

    def reconcile(self, at: float, ahead: float | None = 0.0) -> Reconciled:
        """Reconcile at a moment, with a service whose clock is ahead or unknown."""
        self.time = START + at
        newest_first = sorted(self.tasks, key=lambda task: -(task["created_at"] or 10**15))
        return self.settle([newest_first[:3], newest_first[3:], []] if newest_first[3:] else [newest_first, []], ahead)

    def settle(self, pages: list[Any], ahead: float | None = 0.0, *, in_order: bool = False) -> Reconciled:
        """Reconcile now, with the pages of a list."""

        async def listed(kind: str) -> AsyncGenerator[list[Any]]:
            for page in pages:
                self.read += 1
                yield page

        self.read = 0
        return run(reconcile(self.ledger, ACCOUNT, MESHY, listed, TEXTS, lambda: ahead, in_order=in_order))


def new_world(folder: str | Path) -> World:
    """Make an empty world in a folder."""
    world: World
    ledger = Ledger(Path(folder) / "ledger.sqlite", now=lambda: world.time)
    ledger.store.database.execute("pragma synchronous=off")  # no crash of the machine is tested here
    world = World(ledger)
    return world


@pytest.fixture
def world(tmp_path: Path) -> Any:
    """An empty world."""
    found = new_world(tmp_path)
    yield found
    found.ledger.close()


CREATES = st.lists(
    st.builds(
        Create,
        at=st.sampled_from([0.0, 1.0, 60.0, 3000.0]),
        prompt=st.sampled_from(["", "red"]),
        picture=st.sampled_from(["cat", "dog"]),
        state=st.sampled_from(["dead", "dead", "unknown", "busy"]),
        arrived=st.booleans(),
        delay=st.sampled_from([0.5, 20.0, 300.0]),
    ),
    min_size=1,
    max_size=5,
)
STRANGERS = st.lists(st.tuples(st.sampled_from([-2000.0, 0.0, 30.0, 3100.0, 9000.0]), st.sampled_from(["", "red"])))


@settings(max_examples=80)
@given(CREATES, STRANGERS.map(lambda found: found[:3]), st.sampled_from([1.0, 10.0, 5000.0]))
def test_never_a_guess(creates: list[Create], strangers: list[tuple[float, str]], later: float) -> None:
    """Of any set of lost creates and tasks of others: what is adopted can be nothing else, "not received" is true, what
    stays open names its candidates, and every lost create is in exactly one of the lists.
    """
    with tempfile.TemporaryDirectory() as folder:
        world = new_world(folder)
        with world.ledger:
            for create in sorted(creates, key=lambda create: create.at):
                world.create(create)
            for at, prompt in strangers:
                world.task(at, prompt)
            world.time = START + max(create.at + create.delay for create in creates) + later
            world.ledger.lost(ACCOUNT)  # those that died are seen for the first time
            entries = {entry.number: entry for entry in world.ledger.submissions(ACCOUNT)}
            check(world, entries, world.reconcile(world.time - START))


def check(world: World, entries: dict[int, Submission], result: Reconciled) -> None:
    """Hold what was decided to what really happened."""
    tasks = {task["id"]: task for task in world.tasks}
    named = [
        *result.found,
        *(entry.number for entry in (*result.never, *result.undecided)),
        *(ambiguity.submission.number for ambiguity in result.ambiguous),
    ]
    assert len(named) == len(set(named))
    assert {number for number, entry in entries.items() if entry.state == INTENDED}.isdisjoint(named)
    assert len(set(result.found.values())) == len(result.found)
    for number, id in result.found.items():
        mine = entries[number]
        assert id in world.ledger.known_ids()
        row = read_row(tasks[id], MESHY, TEXTS[KIND], world.time + CLOCKS)
        fitting = [e for e in entries.values() if in_time(e, row, 0.0) and agreement(e, row, TEXTS[KIND]) != NO]
        assert {entry.digest for entry in fitting} == {mine.digest}
    for digest in {entries[number].digest for number in result.found}:
        mine_all = {number for number, entry in entries.items() if (entry.digest, entry.state) == (digest, UNKNOWN)}
        arrived = {id for number, id in world.truth.items() if number in mine_all}
        assert arrived <= set(result.found.values()), "of a request that was adopted, everything that arrived was"
    for entry in result.never:
        assert entry.number not in world.truth, "it had arrived"
    for ambiguity in result.ambiguous:
        assert ambiguity.candidates
        own = world.truth.get(ambiguity.submission.number)
        assert own is None or own in ambiguity.candidates or own in result.found.values()


def test_one_of_each_is_found(world: World) -> None:
    """A create and a task of its time are the same; the ledger knows it from then on."""
    number = world.create(Create(state="unknown"))
    assert world.reconcile(2).found == {number: "task-0"}
    assert world.reconcile(3) == Reconciled()
    assert world.ledger.known_ids() == {"task-0"}


def test_the_same_request_twice(world: World) -> None:
    """Two lost creates of one request and two tasks belong together, in order of time."""
    first, second = world.create(Create()), world.create(Create(at=60.0))
    assert world.reconcile(70).found == {first: "task-0", second: "task-1"}


def test_different_requests_are_not_told_apart(world: World) -> None:
    """Two pictures of the same minute and two tasks: both are named to both, none is taken."""
    world.create(Create(picture="cat"))
    world.create(Create(picture="dog"))
    result = world.reconcile(100)
    assert [ambiguity.candidates for ambiguity in result.ambiguous] == [("task-0", "task-1")] * 2
    assert result.found == {}


def test_prompts_tell_apart(world: World) -> None:
    """Creates with different prompts are told apart at any time; the service may trim a prompt."""
    blue = world.create(Create(prompt=" blue "))
    red = world.create(Create(prompt="red"))
    world.tasks[0]["texture_prompt"] = "blue"
    assert world.reconcile(100).found == {blue: "task-0", red: "task-1"}


def test_one_more_task_than_creates(world: World) -> None:
    """A task that another client made in the same minute makes the result ambiguous."""
    world.create(Create())
    world.task(5.0)
    (ambiguity,) = world.reconcile(100).ambiguous
    assert set(ambiguity.candidates) == {"task-0", "task-1"}


def test_another_prompt_is_no_proof(world: World) -> None:
    """A task of its time with another prompt is not taken, and keeps the create from being called not received."""
    world.create(Create(prompt="red", arrived=False))
    world.task(1.0, "a prompt that the service may have rewritten")
    (ambiguity,) = world.reconcile(100).ambiguous
    assert ambiguity.candidates == ("task-0",)


def test_a_task_of_somebody_under_way_is_not_taken(world: World) -> None:
    """While another create is under way, a task that may be its own is left alone; later it is clear."""
    lost = world.create(Create(arrived=False))
    busy = world.create(Create(picture="dog", state="busy"))
    assert [entry.number for entry in world.reconcile(200).undecided] == [lost]
    world.ledger.created(busy, "task-0")
    assert [entry.number for entry in world.reconcile(210).never] == [lost]


def test_an_id_written_while_the_list_is_read(world: World) -> None:
    """A create that gets its id after the list was read does not lose its task to another."""
    lost = world.create(Create(arrived=False, state="unknown"))

    async def listed(kind: str) -> AsyncGenerator[list[Any]]:
        number = world.create(Create(picture="dog", state="busy", at=2.0))
        yield [world.tasks[-1]]
        world.ledger.created(number, world.tasks[-1]["id"])
        world.time = START + 100
        yield []

    world.time = START + 100
    result = run(reconcile(world.ledger, ACCOUNT, MESHY, listed, TEXTS, lambda: 0.0))
    assert result.found == {}
    assert [entry.number for entry in result.never] == [lost]


def test_fresh_ones_stay_undecided(world: World) -> None:
    """A create that is not listed half a minute after it can last have been sent was not received; before, it may."""
    unknown = world.create(Create(arrived=False, state="unknown"))
    assert [entry.number for entry in world.reconcile(FRESH).undecided] == [unknown]
    assert [entry.number for entry in world.reconcile(1 + FRESH).never] == [unknown]


def test_the_death_of_a_process_is_as_late_as_it_may_be(world: World) -> None:
    """The moment when a process died is unknown: half a minute counts from when its end is first seen, however long the
    sending took, and a quarter of an hour is the longest that a sending takes.
    """
    world.create(Create(arrived=False, state="dead"))
    assert len(world.reconcile(100).undecided) == 1
    assert len(world.reconcile(100 + FRESH).never) == 1
    world.create(Create(at=200.0, arrived=False, state="dead"))
    assert len(world.reconcile(200 + 2000).never) == 1


@pytest.mark.parametrize("arrived", [False, True])
def test_a_list_in_order_need_not_be_read_whole(world: World, arrived: bool) -> None:
    """With ``in_order`` the list of an account with many old tasks is read back to the time of the create only, and
    that proves whether it was received.
    """
    for age in range(40):
        world.task(-10_000.0 - age, f"old {age}")
    number = world.create(Create(arrived=arrived, ahead=0.0))
    old_first = sorted(world.tasks, key=lambda task: -task["created_at"])
    pages = [old_first[start : start + 3] for start in range(0, len(old_first), 3)]
    world.time = START + 100
    result = world.settle([*pages, []], in_order=True)
    assert (number in result.found, [each.number for each in result.never]) == (arrived, [] if arrived else [number])
    assert world.read == 1


@pytest.mark.parametrize(
    ("then", "now", "back"),
    [(0.0, 0.0, 300), (-600.0, 0.0, 900), (0.0, -600.0, 900), (600.0, 600.0, 300), (-600.0, None, 900)],
)
def test_how_far_back_a_list_in_order_is_proof(world: World, then: float, now: float | None, back: int) -> None:
    """It proves nothing before it reaches beyond the create by five minutes, by any clock that may have been right."""
    for age, verdict in ((back, "undecided"), (back + 1, "never")):
        lost = world.create(Create(arrived=False, ahead=then))
        known = world.task(-age)
        world.ledger.created(world.create(Create(picture="dog")), known)
        world.time = START + 100
        result = world.settle([[world.tasks[-2]]], now, in_order=True)
        assert [each.number for each in getattr(result, verdict)] == [lost]
        world.ledger.refused(lost)


def test_a_task_seen_on_two_pages_is_one(world: World) -> None:
    """A task that is pushed to the next page while the list is read is not a second candidate."""
    number = world.create(Create())
    world.tasks.append(world.tasks[0])
    assert world.reconcile(100).found == {number: "task-0"}


def test_a_task_without_a_time_hides_nothing(world: World) -> None:
    """A task without a time of creation ends no search, and could be any create."""
    world.create(Create())
    world.task(0.0, created_at=None)
    (ambiguity,) = world.reconcile(100).ambiguous
    assert set(ambiguity.candidates) == {"task-0", "task-1"}


def pages_of(*ages: float) -> list[Any]:
    """Make pages of fifty tasks each, the first of so many seconds before the create."""
    return [
        [
            {"id": f"{age}-{place}", "created_at": (START - age - place) * 1000, "texture_prompt": ""}
            for place in range(50)
        ]
        for age in ages
    ] + [[]]


def test_a_found_task_costs_minutes_of_the_list(world: World) -> None:
    """Tasks that are older than the create by some minutes are not read once it is found."""
    world.create(Create())
    world.time = START + 100
    assert world.settle([world.tasks, *pages_of(305, 400, 500)]).found == {1: "task-0"}
    assert world.read == 2


def test_a_create_that_was_not_received_costs_the_whole_list(world: World) -> None:
    """Only the whole list proves it, and not before the create is old enough to be judged."""
    world.create(Create(arrived=False))
    world.time = START + 20
    assert len(world.settle(pages_of(100_000, 200_000, 300_000)).undecided) == 1
    assert world.read == 1
    world.time = START + 100
    assert len(world.settle(pages_of(100_000, 200_000, 300_000)).never) == 1
    assert world.read == 4


def test_without_a_date_the_whole_list_is_read(world: World) -> None:
    """The list of a service that sends no Date is read to the end."""
    world.create(Create())
    world.time = START + 100
    world.settle([world.tasks, *pages_of(100_000, 200_000)], ahead=None)
    assert world.read == 4


@pytest.mark.parametrize("wrong", [-7200.0, -600.0, 600.0, 7200.0])
def test_a_wrong_clock(world: World, wrong: float) -> None:
    """Our clock may be wrong by hours: the service's Date corrects it, and the task is found."""
    number = world.create(Create())
    world.tasks[0]["created_at"] -= wrong * 1000
    assert world.reconcile(100, ahead=-wrong).found == {number: "task-0"}


@pytest.mark.parametrize("wrong", [-72 * 3600.0, -600.0, 600.0, 14 * 3600.0])
@pytest.mark.parametrize("ahead", [0.0, None], ids=["put right since", "no Date"])
def test_a_clock_that_was_wrong(world: World, wrong: float, ahead: float | None) -> None:
    """Where nothing shows that our clock was wrong at the create, its task keeps it from being called not received."""
    world.create(Create())
    world.tasks[0]["created_at"] -= wrong * 1000
    result = world.reconcile(100, ahead)
    assert result.never == []
    assert [ambiguity.candidates for ambiguity in result.ambiguous] == [("task-0",)]


@pytest.mark.parametrize(
    ("then", "now", "first", "last"),
    [
        (None, 0.0, -24 * 3600 - 300, None),
        (None, 900.0, -24 * 3600 + 600, None),
        (0.0, 0.0, -300, 331),
        (900.0, 0.0, -300, 1231),
        (-900.0, -900.0, -1200, 331),
        (900.0, None, -300, 1231),
        (0.0, -900.0, -1200, 331),
    ],
)
def test_when_a_task_may_be_a_create(
    world: World, then: float | None, now: float | None, first: int, last: int | None
) -> None:
    """From five minutes before the create to some after it, by any clock that may have been right; a day earlier if
    nothing was known of the service's clock.
    """
    for at, verdict in ((first - 1, "never"), (first, "ambiguous"), (last, "ambiguous"), (last and last + 1, "never")):
        if at is not None:
            world.create(Create(arrived=False, ahead=then))
            world.task(at, "another prompt")
            result = world.reconcile(3000, now)
            assert len(getattr(result, verdict)) == 1, (at, result)
            world.tasks.clear()
            world.ledger.refused(world.ledger.submissions()[-1].number)


@pytest.mark.parametrize(
    ("then", "now", "first", "last"),
    [
        (None, None, -300, 331),
        (None, 900.0, 600, 1231),
        (0.0, 900.0, -300, 331),
        (900.0, 0.0, 600, 1231),
        (-900.0, None, -1200, -569),
    ],
)
def test_when_a_task_is_a_create(world: World, then: float | None, now: float | None, first: int, last: int) -> None:
    """From five minutes before the create to as much after it and half a minute, by the clock as it was known then."""
    for at, found in ((first - 1, False), (first, True), (last, True), (last + 1, False)):
        number = world.create(Create(arrived=False, ahead=then))
        id = world.task(at)
        world.tasks[-1]["id"] = f"{id} at {at}"
        assert (number in world.reconcile(3000, now).found) is found, at
        world.tasks.clear()
        world.ledger.refused(number)


@pytest.mark.parametrize(("now", "latest"), [(0.0, 3300), (900.0, 4200), (None, 3300 + 24 * 3600)])
def test_a_task_of_the_future(world: World, now: float | None, latest: int) -> None:
    """A task that is later than any clock allows may be any create."""
    for at, verdict in ((latest, "never"), (latest + 1, "ambiguous")):
        number = world.create(Create(arrived=False, ahead=0.0))
        world.task(at)
        assert len(getattr(world.reconcile(3000, now), verdict)) == 1, at
        world.tasks.clear()
        world.ledger.refused(number)


def test_a_lost_create_that_is_sent_again_meanwhile(world: World) -> None:
    """A create that its own process sends again while the list is read is not judged."""
    lost = world.create(Create())

    async def listed(kind: str) -> AsyncGenerator[list[Any]]:
        world.ledger.sending(lost)
        yield world.tasks
        yield []

    world.time = START + 100
    assert run(reconcile(world.ledger, ACCOUNT, MESHY, listed, TEXTS, lambda: 0.0)) == Reconciled()
    assert world.ledger.submissions()[0].state == INTENDED


def test_the_nearest_candidate_comes_first(world: World) -> None:
    """Candidates are named by their distance from the create by the service's clock, and those without a time last."""
    world.create(Create(arrived=False, delay=20.0, ahead=60.0))
    for at in (60 - 10, 60 + 15, 60 + 3, 60 - 200):
        world.task(at)
    world.task(0.0, created_at=None)
    (ambiguity,) = world.reconcile(200, ahead=60.0).ambiguous
    assert ambiguity.candidates == ("task-2", "task-0", "task-1", "task-3", "task-4")


def test_without_a_date_any_stranger_counts(world: World) -> None:
    """If the service sends no Date and lists an unknown task of last week, the create stays open."""
    world.create(Create(arrived=False))
    world.task(-7 * 24 * 3600.0)
    assert len(world.reconcile(100, ahead=None).ambiguous) == 1
    assert len(world.reconcile(100, ahead=0.0).never) == 1


@pytest.mark.parametrize("arrived", [True, False])
def test_an_answer_before_the_verdict(world: World, arrived: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A create whose answer comes after all, just before the verdict on it is written, keeps its id."""
    lost = world.create(Create(arrived=arrived))
    known_ids = Ledger.known_ids

    def known_before(ledger: Ledger) -> set[str]:
        found = known_ids(ledger)
        ledger.created(lost, "its own")
        return found

    monkeypatch.setattr(Ledger, "known_ids", known_before)
    result = world.reconcile(100)
    assert [entry.number for entry in result.undecided] == [lost]
    assert (result.found, result.never) == ({}, [])
    (entry,) = world.ledger.submissions()
    assert (entry.state, entry.task_id) == (CREATED, "its own")


def test_other_accounts_are_left_alone(world: World) -> None:
    """Creates of another key are neither requested nor judged."""
    world.ledger.unknown(world.ledger.intend("another", "image-to-3d", {}, "x"))

    def listed(kind: str) -> AsyncGenerator[list[Any]]:
        raise AssertionError("there is nothing to ask")

    assert run(reconcile(world.ledger, ACCOUNT, MESHY, listed, TEXTS, lambda: 0.0)) == Reconciled()
    (entry,) = world.ledger.submissions(None, UNKNOWN)
    assert isinstance(entry, Submission)
