"""How a worker buys the task of an item: once, in its place, within the budget, and after lost creates are settled.

The service is a function here; its part of a create is in ``tests/tasks``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field
from helpers.fakes import FakeTransport, json_reply
from meshwright import (
    ApiError,
    ConnectionFailed,
    InsufficientCredits,
    Ledger,
    LedgerError,
    QueueFull,
    RateLimited,
    ServerError,
    SubmissionUnknown,
    UnexpectedResponse,
)
from meshwright.fleet import buying
from meshwright.fleet.books import Books
from meshwright.fleet.buying import BudgetSpent, Buyer, ItemJournal, NoPlace, Stopped, Unsettled
from meshwright.fleet.items import Items
from meshwright.fleet.settings import Settings, StoredSettings
from meshwright.ledger.purchases import Purchases
from meshwright.ledger.store import Duplicate
from meshwright.ledger.submissions import Submission
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.tasks import IMAGE_TO_3D

PRICE = 5
KIND = "image-to-3d"
OPERATION = IMAGE_TO_3D.api().create(image_url="https://x.example/a.png")


def refusal(sort: type[ApiError | UnexpectedResponse], status: int) -> Exception:
    """Make an error of the service."""
    return sort("no", operation="create", reply=json_reply({}, status))


@define
class Desk:
    """A worker's purchases, and what the service answers."""

    books: Books
    troubles: list[Exception] = field(factory=list[Exception])
    """Raised by the next creates, one each."""
    meanwhile: Callable[[], object] = lambda: None
    """Called before a create is recorded."""
    before: Callable[[], object] = lambda: None
    """Called before it is sent."""
    submitted: int = 0
    """Number of creates that were begun."""
    slept: list[float] = field(factory=list[float])
    asleep: Callable[[], object] = lambda: None
    """Called during each pause."""
    buyer: Buyer = field(init=False)
    kinds: Sequence[str] = (KIND,)
    ready: list[bool] = field(factory=list[bool])
    """What ``prepare`` returns, and then True."""
    settled: list[Any] = field(factory=list[Any])
    """What ``settle`` returns or raises; then the loss is refused."""

    @property
    def ledger(self) -> Any:
        """The ledger."""
        return self.books.purchases.ledger

    async def prepare(self) -> bool:
        """Be a settler that can be asked or not."""
        return self.ready.pop(0) if self.ready else True

    async def settle(self) -> tuple[bool, Sequence[tuple[Submission, str]]]:
        """Be a settler that has its turn alone."""
        assert self.ledger.take_turn("me") is None
        if not self.settled:
            for lost in self.ledger.lost("me"):
                self.ledger.never(lost.number)
            return False, ()
        answer = self.settled.pop(0)
        if isinstance(answer, Exception):
            raise answer
        found: tuple[bool, Sequence[tuple[Submission, str]]] = answer
        return found

    async def submit(self, session: TaskSession, kind: str, _: object) -> str:
        """Create a task as ``tasks.submitting`` does."""
        journal: Any = session.ledger
        assert (session.max_credits, session.queue_timeout) == (None, 0.0)
        self.submitted += 1
        self.meanwhile()
        number = journal.intend("me", kind, {}, "d", None)
        try:
            self.before()
            journal.sending(number)
            if self.troubles:
                raise self.troubles.pop(0)
        except SubmissionUnknown:
            journal.unknown(number)
            raise
        except Exception:
            journal.refused(number)
            raise
        finally:
            journal.let_go(number)
        journal.created(number, f"task-{number}")
        return f"task-{number}"

    def buy(self, item: str, since: float = 0.0) -> str:
        """Buy an item."""
        return asyncio.run(self.buyer.buy(item, KIND, OPERATION, PRICE, since))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Open a ledger with the settings of a batch of two places."""
    with Ledger(tmp_path / "ledger") as ledger:
        settings = Settings(out="models", places=2)
        stored = StoredSettings(ledger, "me")
        stored.write(settings)
        desk = Desk(Books(Items(ledger, "me"), Purchases(ledger, "me"), stored, settings, "credits"))
        session = TaskSession(
            transport=FakeTransport(lambda _: json_reply({}), lambda _: (json_reply({}), [])),
            dialect=MESHY,
            base_url="http://127.0.0.1:1",
            headers={},
            max_credits=1,
        )
        desk.buyer = Buyer(session, desk, desk.books)

        async def sleep(seconds: float) -> None:
            desk.slept.append(seconds)
            assert len(desk.slept) < 5, "it never buys"
            desk.asleep()

        monkeypatch.setattr(buying, "submit", desk.submit)
        monkeypatch.setattr("meshwright.fleet.buying.asyncio.sleep", sleep)
        yield desk


def test_what_is_bought_is_not_bought_again(desk: Desk) -> None:
    """A create that stands is returned, and one that FAILED too unless the item was tried again since."""
    assert desk.buyer.standing("cat", 0.0) is None
    assert desk.buy("cat") == desk.buy("cat") == desk.buyer.standing("cat", 0.0) == "task-1"
    desk.ledger.ended("task-1", "FAILED")
    sent = desk.books.purchases.of("cat")
    assert sent is not None
    assert desk.buy("cat", sent.created - 1) == "task-1"
    assert desk.buy("cat", sent.created) == "task-2"
    assert desk.slept == []


@pytest.mark.parametrize(
    "trouble",
    [
        Duplicate("bought on another machine"),
        NoPlace("full"),
        Unsettled("wait"),
        SubmissionUnknown("create", "cut"),
        refusal(RateLimited, 429),
        refusal(ServerError, 503),
        ConnectionFailed("away", sent=False),
        refusal(QueueFull, 429),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_trouble_that_passes(desk: Desk, trouble: Exception) -> None:
    """It waits and tries again, as the only one that buys for the item."""
    desk.troubles.append(trouble)
    desk.before = lambda: desk.slept.append(desk.buyer.busy)
    assert desk.buy("cat") == "task-2"
    assert desk.slept == [1, buying.PAUSE, 1]
    assert desk.buyer.busy == 0


def test_an_error_that_stays(desk: Desk) -> None:
    """A create that the service refuses for good is not tried again, and holds no place."""
    desk.troubles.append(refusal(UnexpectedResponse, 200))
    with pytest.raises(UnexpectedResponse):
        desk.buy("cat")
    assert (desk.slept, desk.buyer.busy, desk.books.purchases.places_held()) == ([], 0, 0)


def test_a_service_that_cannot_be_asked(desk: Desk) -> None:
    """Nothing is sent before what settling would need is known."""
    desk.ready = [False]
    assert desk.buy("cat") == "task-1"
    assert desk.slept == [buying.PAUSE]


def test_a_full_queue(desk: Desk) -> None:
    """It lowers the places to the tasks that are unfinished then, so that one of them has to end before the next."""
    desk.books.settings = evolve(desk.books.settings, places=9)
    desk.books.stored.write(desk.books.settings)
    for number in range(3):
        desk.buy(f"cat {number}")
    desk.troubles.append(refusal(QueueFull, 429))

    def end() -> None:
        assert desk.books.stored.room(9) == 3
        desk.ledger.ended("task-1", "SUCCEEDED")

    desk.asleep = end
    assert desk.buy("cow") == "task-5"
    assert len(desk.slept) == 1


def test_places(desk: Desk) -> None:
    """With as many tasks as places nothing is sent, nor recorded, until one has ended."""
    for item in ("cat", "dog"):
        desk.buy(item)
    with pytest.raises(NoPlace):
        desk.buyer._reserve()
    with pytest.raises(NoPlace):
        desk.buyer._check(PRICE)
    with pytest.raises(AssertionError, match="it never buys"):
        desk.buy("cow")
    assert (desk.submitted, len(desk.ledger.submissions())) == (2, 2)
    desk.slept.clear()
    desk.ledger.ended("task-1", "SUCCEEDED")
    desk.buyer._check(PRICE)
    assert desk.buy("cow") == "task-3"


def test_a_place_that_is_taken_meanwhile(desk: Desk) -> None:
    """If another takes the last place before the create is recorded, it is not recorded."""
    desk.buy("cat")

    def take() -> None:
        desk.ledger.created(desk.ledger.intend("me", KIND, {}, "d", item="0 cow"), "task-cow")
        desk.meanwhile = lambda: None

    desk.meanwhile, desk.asleep = take, lambda: desk.ledger.ended("task-cow", "SUCCEEDED")
    assert desk.buy("dog") == "task-3"
    assert desk.slept == [buying.PAUSE]


def test_the_budget(desk: Desk) -> None:
    """The last create may use up the budget; the next is not sent, and another budget is noticed."""
    desk.books.settings = evolve(desk.books.settings, places=9, max_credits=2 * PRICE)
    desk.books.stored.write(desk.books.settings)
    assert [desk.buy(item) for item in ("cat", "dog")] == ["task-1", "task-2"]
    for _ in range(2):
        with pytest.raises(
            BudgetSpent, match="the budget of 10 credits is spent: 10 so far, and the next task costs 5"
        ):
            desk.buy("cow")
    assert len(desk.ledger.submissions()) == 3  # the second time, it is known before
    desk.books.settings = evolve(desk.books.settings, max_credits=None)
    assert desk.buy("cow") == "task-4"


def test_an_account_with_too_few_credits(desk: Desk) -> None:
    """Nothing more is sent, until the settings are changed."""
    desk.troubles.append(refusal(InsufficientCredits, 402))
    for _ in range(2):
        with pytest.raises(BudgetSpent, match="the account has too few credits: no"):
            desk.buy("cat")
    assert len(desk.ledger.submissions()) == 1
    desk.books.settings = evolve(desk.books.settings, rate=1.0)
    assert desk.buy("cat") == "task-2"


def test_a_worker_that_stops(desk: Desk) -> None:
    """It buys nothing more, but returns what was bought."""
    desk.buy("cat")
    desk.buyer.stopping = True
    assert desk.buy("cat") == "task-1"
    with pytest.raises(Stopped):
        desk.buy("dog")
    desk.buyer.stopping = False
    desk.before = lambda: setattr(desk.buyer, "stopping", True)
    with pytest.raises(Stopped):  # while it waited for its turn
        desk.buy("dog")
    assert desk.ledger.submissions()[-1].state == "refused"


# --------------------------------------------------------------------------------------------------------- lost creates
def lose(desk: Desk, item: str = "lost") -> int:
    """Lose the answer to a create."""
    number: int = desk.ledger.intend("me", KIND, {}, "d", item=f"0 {item}", credits=PRICE)
    desk.ledger.sending(number)
    desk.ledger.unknown(number)
    return number


def test_a_lost_create_is_settled_first(desk: Desk) -> None:
    """Nothing is sent while one is undecided or the service cannot be asked; its turn is given back each time."""
    lose(desk)
    desk.settled = [(True, ()), refusal(ServerError, 503), ConnectionFailed("away", sent=False)]
    with pytest.raises(Unsettled):
        desk.buyer._check(PRICE)
    assert desk.buy("cat") == "task-2"
    assert len(desk.slept) == 3


def test_the_turn_of_another(desk: Desk) -> None:
    """While another has the account's turn, lost creates are left to it."""
    lose(desk)
    turn = desk.ledger.take_turn("me")
    with pytest.raises(AssertionError, match="it never buys"):
        desk.buy("cat")
    turn()
    desk.slept.clear()
    assert desk.buy("cat") == "task-2"


def test_a_lost_create_that_only_a_person_can_settle(desk: Desk) -> None:
    """Its item has FAILED with the reason, no other item has, and the others are bought."""
    desk.books.items.add([(name, "[{}]", "d", PRICE) for name in ("lost", "other")])
    lose(desk)
    (lost,) = desk.ledger.lost("me")
    desk.settled = [(False, [(lost, "two tasks may be it")])]
    assert desk.buy("0 other") == "task-2"
    assert [(item.name, item.reason) for item in desk.books.items.in_state("failed")] == [
        ("lost", "two tasks may be it")
    ]
    assert desk.buy("0 third") == "task-3"


def test_a_create_of_another_kind_is_not_settled(desk: Desk) -> None:
    """A lost create of a kind that is not the batch's does not hold it up."""
    number = desk.ledger.intend("me", "resize", {}, "d")
    desk.ledger.unknown(number)
    assert desk.buy("cat") == "task-2"


def test_a_machine_that_died_before_it_sent(desk: Desk) -> None:
    """At the next look, its create is refused and its place is free."""
    number = desk.ledger.intend("me", KIND, {}, "d", item="0 cat", credits=PRICE)
    desk.ledger.let_go(number)
    desk.ledger.store.database.execute("update submission set holder = 'dead'")
    assert desk.books.purchases.places_held() == 1
    desk.buyer.look()
    assert desk.books.purchases.places_held() == 0


def test_an_answer_that_is_lost(desk: Desk) -> None:
    """A create is lost, with what was known of the service's clock; one that was not sent whole was not bought."""
    journal = ItemJournal(desk.books.purchases, "cat", PRICE)
    for item, sent, state in (("cat", True, "unknown"), ("dog", False, "refused")):
        journal.item = item
        number = journal.intend("me", KIND, {}, "d", None)
        if sent:
            journal.sending(number)
        journal.unknown(number, 7.0)
        entry = desk.ledger.submissions()[-1]
        assert (entry.state, entry.ahead) == (state, 7.0 if sent else None)


def test_an_answer_that_cannot_be_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The create is to be settled first: its task is not used, and the error ends the work."""
    journal = ItemJournal(desk.books.purchases, "cat", PRICE)
    assert journal.recorded("task-1") == "task-1"
    number = journal.intend("me", KIND, {}, "d", None)

    def full(*_: object) -> None:
        raise LedgerError("disk is full")

    monkeypatch.setattr(Ledger, "created", full)
    with pytest.raises(LedgerError, match="disk is full"):
        journal.created(number, "task-1")
    with pytest.raises(LedgerError, match="disk is full"):
        journal.recorded("task-1")
