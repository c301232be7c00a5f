"""A create with a ledger: what is written when, a full queue waited for, files that can be read once, answers lost."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from helpers.fakes import FakeTransport, json_reply
from helpers.loopback import Exchange, LoopbackServer, json_response
from helpers.prepared_service import PICTURE, prompts, shop
from meshwright import (
    AsyncMeshy,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    InputError,
    Ledger,
    LedgerError,
    MeshwrightWarning,
    Meshy,
    QueueFull,
    RetryPolicy,
    SubmissionUnknown,
)
from meshwright.core import asyncio_transport
from meshwright.core.blocking import run
from meshwright.core.files import JsonBody
from meshwright.core.transport import BlockingTransport
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Clock
from meshwright.ledger.journal import CREATED, INTENDED, NEVER, REFUSED, UNKNOWN
from meshwright.ledger.recovery import FRESH
from meshwright.ledger.resuming import resume
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.resources import TaskResource
from meshwright.tasks.session import TaskSession
from meshwright.tasks.submitting import AnnouncedBody, account, submit
from meshwright_api.meshy.api import image_to_3d
from meshwright_api.meshy.tasks import IMAGE_TO_3D, KINDS

pytestmark = pytest.mark.usefixtures("no_certificates")

URL = "https://x.example/a.png"
ACCEPTED = json_reply({"result": "task-1"}, 202)
QUEUE = json_reply({"message": "NoMorePendingTasks"}, 429)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(tmp_path / "ledger.sqlite") as found:
        yield found


def resource_over(
    answer: Callable[[Request], Any], ledger: Ledger | None, **settings: Any
) -> tuple[TaskResource[..., ..., Any], FakeTransport]:
    """Make a resource whose requests, read to their end, are answered by a function, which may raise."""

    def served(request: Request) -> Any:
        for _ in request.body or ():
            pass
        return answer(request)

    transport = FakeTransport(served, lambda _: (Reply(status=500), ()))
    wanted = {"retry": RetryPolicy(first_delay=0.0), "headers": {}, **settings}
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://x", ledger=ledger, **wanted)
    return TaskResource(IMAGE_TO_3D, session), transport


def raising(error: BaseException) -> Callable[[Request], Any]:
    """Fail every request."""

    def answer(_: Request) -> Any:
        raise error

    return answer


def only(ledger: Ledger) -> tuple[str, str | None]:
    """Return the state and the id of the only create."""
    (entry,) = ledger.submissions()
    return entry.state, entry.task_id


def test_the_intention_stands_before_the_request(ledger: Ledger) -> None:
    """When the service sees the request, what is intended is in the file already, and no other create is sent."""

    def answer(_: Request) -> Reply:
        with Ledger(ledger.path) as other:
            assert only(other) == (INTENDED, None)
            assert other.take_turn(account(resource._session)) is None
        return ACCEPTED

    resource, _ = resource_over(answer, ledger)
    assert resource.create(image_url=URL, texture_prompt="red").id == "task-1"
    assert only(ledger) == (CREATED, "task-1")
    assert ledger.submissions()[0].parameters == {"image_url": URL, "texture_prompt": "red"}


@pytest.mark.parametrize(
    ("answer", "error", "state"),
    [
        (lambda _: json_reply({"message": "no"}, 400), BadRequest, REFUSED),
        (lambda _: QUEUE, QueueFull, REFUSED),
        (lambda _: json_reply({"message": "no"}, 502), SubmissionUnknown, UNKNOWN),
        (lambda _: json_reply({"result": ""}), SubmissionUnknown, UNKNOWN),
        (raising(ConnectionFailed("refused", sent=False)), ConnectionFailed, REFUSED),
        (raising(ConnectionFailed("reset", sent=True)), SubmissionUnknown, UNKNOWN),
        (raising(KeyboardInterrupt()), KeyboardInterrupt, UNKNOWN),
        (raising(RuntimeError("a mistake of ours")), RuntimeError, UNKNOWN),
    ],
    ids=["400", "queue", "502", "no id", "refused", "reset", "Ctrl-C", "bug"],
)
def test_what_is_written_of_a_failure(
    ledger: Ledger, answer: Callable[[Request], Any], error: type[BaseException], state: str
) -> None:
    """A refusal is a refusal; a create that may have arrived stays unknown, also when it was stopped."""
    resource, _ = resource_over(answer, ledger)
    with pytest.raises(error):
        resource.create(image_url=URL)
    assert only(ledger) == (state, None)


def test_a_refused_file_leaves_no_trace(ledger: Ledger) -> None:
    """A picture that cannot be sent was never intended to be."""
    resource, _ = resource_over(raising(AssertionError()), ledger)
    with pytest.raises(InputError):
        resource.create(image_url="missing.png")
    assert ledger.submissions() == []


@pytest.mark.parametrize("value", ["data:image/png;base64,AAAA", "DATA:image/png;base64,AAAA", b"\x89PNG\r\n\x1a\n"])
def test_pictures_are_left_out(ledger: Ledger, value: Any) -> None:
    """The ledger remembers addresses and leaves out pictures, however they are written."""
    resource, _ = resource_over(lambda _: ACCEPTED, ledger)
    resource.create(image_url=value, texture_image_url=URL)
    assert ledger.submissions()[0].parameters == {"texture_image_url": URL}


def test_an_open_file_is_read_once(ledger: Ledger) -> None:
    """An open file, which can be read once only, is sent whole: with a ledger, and again when the queue was full."""
    answers = [QUEUE, json_reply({"message": "RateLimitExceeded"}, 429), ACCEPTED]
    sent: list[bytes] = []

    def answer(request: Request) -> Reply:
        sent.append(b"".join(request.body or ()))
        return answers.pop(0)

    resource, _ = resource_over(answer, ledger, queue_timeout=60.0)
    resource.create(image_url=io.BytesIO(PICTURE))
    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert json.loads(sent[0])["image_url"].startswith("data:image/png;base64,iVBOR")


def test_a_digest_tells_requests_apart(ledger: Ledger) -> None:
    """Two creates are the same request only when every byte that was sent is the same."""
    resource, _ = resource_over(lambda _: ACCEPTED, ledger)
    for picture, prompt in ((PICTURE, "a"), (PICTURE + b"1", "a"), (PICTURE, "b"), (PICTURE, "a")):
        resource.create(image_url=picture, texture_prompt=prompt)
    digests = [entry.digest for entry in ledger.submissions()]
    assert digests[0] == digests[3]
    assert len(set(digests)) == 3


def test_a_place_in_the_queue_is_waited_for(ledger: Ledger) -> None:
    """With a queue timeout a full queue is asked again, ever more slowly; the intention is as young as the attempt."""
    answers = [QUEUE] * 3 + [ACCEPTED]
    resource, transport = resource_over(lambda _: answers.pop(0), ledger, queue_timeout=3600.0)
    clock = [1000.0]
    ledger.now = lambda: clock[0] + transport.clock
    begun = ledger.now()
    resource.create(image_url=URL)
    assert len(transport.requests) == 4
    assert [round(pause) for pause in transport.slept] == pytest.approx([5, 8, 11], abs=1.5)
    (entry,) = ledger.submissions()
    assert entry.intended == pytest.approx(begun + sum(transport.slept))


RATE = json_reply({"message": "RateLimitExceeded"}, 429, retry_after="30")


@pytest.mark.parametrize("answer", [QUEUE, RATE], ids=["queue", "rate"])
@pytest.mark.parametrize("with_ledger", [True, False], ids=["ledger", "no ledger"])
def test_ctrl_c_in_a_full_queue(
    ledger: Ledger, answer: Reply, with_ledger: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while a refused create waits to be sent again buys nothing; the warning and the ledger show it."""

    async def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    resource, transport = resource_over(lambda _: answer, ledger if with_ledger else None, queue_timeout=3600.0)
    monkeypatch.setattr(FakeTransport, "sleep", stopped)
    with pytest.raises(KeyboardInterrupt) as caught:
        resource.create(image_url=URL)
    assert "nothing was bought" in caught.value.__notes__[0]
    assert len(transport.requests) == 1
    assert not with_ledger or only(ledger) == (REFUSED, None)


@pytest.mark.parametrize("with_ledger", [True, False], ids=["ledger", "no ledger"])
def test_ctrl_c_of_what_is_under_way_warns(ledger: Ledger, with_ledger: bool) -> None:
    """Ctrl-C after the create has left warns that it may have been received, also after it had waited in the queue."""
    answers: list[Any] = [QUEUE, KeyboardInterrupt()]

    def answer(_: Request) -> Any:
        found = answers.pop(0)
        if isinstance(found, BaseException):
            raise found
        return found

    resource, _ = resource_over(answer, ledger if with_ledger else None, queue_timeout=3600.0)
    with pytest.raises(KeyboardInterrupt) as caught:
        resource.create(image_url=URL)
    assert "may have been received" in caught.value.__notes__[0]
    assert not with_ledger or only(ledger) == (UNKNOWN, None)


def test_cancelled_in_a_full_queue(tmp_path: Path, ledger: Ledger) -> None:
    """A create of the asynchronous client that is cancelled while it waits for a place has bought nothing."""

    async def main(emulator: Any) -> None:
        async with AsyncMeshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None, queue=True) as meshy:
            await meshy.image_to_3d.create(image_url=PICTURE)
            waiting = asyncio.Event()
            patient = meshy.with_options(on_queue_full=lambda _: waiting.set())
            creating = asyncio.create_task(patient.image_to_3d.create(image_url=PICTURE))
            await asyncio.wait_for(waiting.wait(), 60)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await creating
            assert "nothing was bought" in caught.value.__notes__[0]

    with shop(tmp_path / "p", queue=1, clock=Clock(rate=0)) as emulator:
        asyncio.run(main(emulator))
        assert len(prompts(emulator)) == 1
    assert [entry.state for entry in ledger.submissions()] == [CREATED, REFUSED]


def test_a_full_queue_is_told() -> None:
    """``on_queue_full`` is called each time with the seconds until the next try."""
    answers = [QUEUE] * 3 + [ACCEPTED]
    told: list[float] = []
    resource, transport = resource_over(lambda _: answers.pop(0), None, queue_timeout=3600.0, on_queue_full=told.append)
    resource.create(image_url=URL)
    assert told == transport.slept
    assert len(told) == 3


def test_the_clock_of_the_service_is_written_down(ledger: Ledger) -> None:
    """The ledger learns by how much the service's clock is ahead: from an answer before the create, or its own."""
    answers: list[Reply] = [
        Reply(status=502),
        Reply(status=502, headers={"date": "Thu, 01 Jan 1970 01:00:00 GMT"}),
        ACCEPTED,
        Reply(status=502, headers={"date": "Thu, 01 Jan 1970 09:00:00 GMT", "age": "3600"}),
    ]
    resource, transport = resource_over(lambda _: answers.pop(0), ledger)
    ledger.now = lambda: transport.clock + 100
    for _ in range(4):
        with suppress(SubmissionUnknown):
            resource.create(image_url=URL)
        transport.clock += 7
    ahead = [entry.ahead for entry in ledger.submissions()]
    assert ahead == [None, *[3600.0 - 1007 - 100] * 3]


def test_a_create_that_waits_in_line_is_as_young_as_its_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits behind other requests is not sent yet, however long ago it was intended: the ledger gets its time when
    it leaves, so that resume() finds it; one that is stopped while it waits was refused, for nothing was sent.
    """
    clock = [1000.0]
    monkeypatch.setattr(asyncio_transport, "IN_FLIGHT", 1)

    def slow(exchange: Exchange) -> None:
        body = exchange.read_body()
        clock[0] += 1000.0
        if b"third" in body:
            waiting.set()
            release.wait(10.0)
        exchange.send(json_response({"result": f"task-{exchange.number}"}, 202))

    async def buy(ledger: Ledger) -> None:
        async with AsyncMeshy("msy_any", base_url=server.url, ledger=ledger) as meshy:
            prompts = ("first", "second", "third", "fourth")
            creating = [
                asyncio.create_task(meshy.image_to_3d.create(image_url=URL, texture_prompt=each)) for each in prompts
            ]
            await asyncio.to_thread(waiting.wait, 10.0)
            for each in creating[2:]:
                each.cancel()
            await asyncio.gather(*creating, return_exceptions=True)

    waiting, release = threading.Event(), threading.Event()
    with LoopbackServer(slow) as server, Ledger(tmp_path / "ledger", now=lambda: clock[0]) as ledger:
        try:
            asyncio.run(buy(ledger))
        finally:
            release.set()
        entries = ledger.submissions()
    assert [(entry.state, entry.task_id) for entry in entries] == [
        (CREATED, "task-1"),
        (CREATED, "task-2"),
        (UNKNOWN, None),
        (REFUSED, None),
    ]
    assert [entry.intended for entry in entries] == [1000.0, 2000.0, 3000.0, 1000.0]


def test_a_create_that_was_given_up_meanwhile_is_not_sent(ledger: Ledger) -> None:
    """A create that waits so long that another process settles it as not received does not arrive after all."""
    sent: list[bytes] = []

    def answer(request: Request) -> Reply:
        ledger.unknown(1)
        assert ledger.never(1)
        sent.append(b"".join(request.body or ()))  # a service acts on a whole body only
        return ACCEPTED

    transport = FakeTransport(answer, lambda _: (Reply(status=500), ()))
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://x", ledger=ledger, headers={})
    with pytest.raises(LedgerError, match="create 1 was settled"):
        TaskResource(IMAGE_TO_3D, session).create(image_url=URL)
    assert sent == []
    assert only(ledger) == (NEVER, None)


@pytest.mark.parametrize("pieces", [(b"a",), (b"a", b"b"), (b"a", b"b", b"c")])
def test_a_body_tells_when_it_leaves(pieces: tuple[bytes, ...]) -> None:
    """A body is the same bytes as without its notice, which comes just before the last block, each time it is sent."""
    told: list[int] = []

    async def leaving() -> None:
        told.append(len(sent))

    body = AnnouncedBody(JsonBody(pieces), leaving)
    for _ in range(2):
        sent: list[bytes] = []
        for block in body:
            sent += [block]
        assert tuple(sent) == pieces
    assert told == [len(pieces) - 1] * 2
    assert body.length == len(pieces)


def test_a_full_queue_is_an_error_at_once() -> None:
    """Without a queue timeout nothing is waited for."""
    resource, transport = resource_over(lambda _: QUEUE, None)
    with pytest.raises(QueueFull):
        resource.create(image_url=URL)
    assert transport.slept == []


@pytest.mark.parametrize("timeout", [0.5, 20.0])
def test_waiting_for_a_place_ends(timeout: float) -> None:
    """A queue that stays full is an error once the time is over, and not a moment later."""
    resource, transport = resource_over(lambda _: QUEUE, None, queue_timeout=timeout)
    with pytest.raises(QueueFull):
        resource.create(image_url=URL)
    assert sum(transport.slept) == pytest.approx(timeout)


def test_an_hour_in_the_queue_then_a_crash(ledger: Ledger) -> None:
    """A create that waited long for its place and was then cut off is found: its time is that of the last attempt."""
    tasks: list[dict[str, Any]] = []

    def answer(request: Request) -> Any:
        if request.method == "GET":
            return json_reply(tasks)
        if transport.clock < 1000 + 3000:
            return QUEUE
        tasks.append({"id": "task-1", "status": "PENDING", "progress": 0, "created_at": transport.clock * 1000})
        raise KeyboardInterrupt

    resource, transport = resource_over(answer, ledger, queue_timeout=3600.0)
    ledger.now = lambda: transport.clock
    with pytest.raises(KeyboardInterrupt):
        resource.create(image_url=URL)
    left = _resumed(resource)
    assert left.found == ["task-1"]
    assert [handle.id for handle in left.tasks] == ["task-1"]


def _resumed(resource: TaskResource[..., ..., Any]) -> Any:
    return run(resume(resource._session, KINDS))


@pytest.mark.parametrize("broken", ["created", "unknown", "refused"])
def test_a_full_disk_costs_nobody_the_outcome(ledger: Ledger, broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the outcome cannot be written down, the caller still gets the id or the error, and a warning reports it."""

    def no_space(*_: Any) -> None:
        raise LedgerError("the ledger cannot be used: no space left on device")

    monkeypatch.setattr(Ledger, broken, no_space)
    replies = {"created": ACCEPTED, "unknown": Reply(status=500), "refused": Reply(status=400)}
    resource, _ = resource_over(lambda _: replies[broken], ledger)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if broken == "created":
            assert resource.create(image_url=URL).id == "task-1"
        else:
            with pytest.raises(SubmissionUnknown if broken == "unknown" else BadRequest):
                resource.create(image_url=URL)
    assert [entry.category for entry in caught] == [MeshwrightWarning]
    assert "no space left" in str(caught[0].message)
    assert broken != "created" or "task task-1 was created" in str(caught[0].message)


def test_ctrl_c_at_the_outcome(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Ctrl-C keeps the outcome from being written, the create is lost, not under way for ever."""

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    resource, _ = resource_over(lambda _: ACCEPTED, ledger)
    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "created", stopped)
        patched.setattr(Ledger, "unknown", stopped)
        with pytest.raises(KeyboardInterrupt):
            resource.create(image_url=URL)
    assert only(ledger) == (INTENDED, None)
    assert [entry.state for entry in ledger.lost(account(resource._session))] == [UNKNOWN]


def test_a_create_that_waits_in_the_queue_holds_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a refused create waits, another of the account has its turn; if the process ends then, it was refused."""

    def stopped(*_: Any) -> None:
        raise KeyboardInterrupt

    def others_turn(_: float) -> None:
        turns.append(ledger.take_turn(account(resource._session)))
        raise KeyboardInterrupt

    turns: list[Callable[[], None] | None] = []
    monkeypatch.setattr(Ledger, "refused", stopped)
    resource, _ = resource_over(lambda _: QUEUE, ledger, queue_timeout=60.0, on_queue_full=others_turn)
    with pytest.raises(KeyboardInterrupt):
        resource.create(image_url=URL)
    (turn,) = turns
    assert turn is not None
    turn()
    assert only(ledger) == (INTENDED, None)
    assert ledger.lost(account(resource._session)) == []
    assert only(ledger) == (REFUSED, None)


@pytest.mark.parametrize("outcome", [lambda _: ACCEPTED, raising(KeyboardInterrupt())], ids=["accepted", "Ctrl-C"])
def test_the_turn_ends_with_the_create(ledger: Ledger, outcome: Callable[[Request], Any]) -> None:
    """When a create has ended, in any way, the next one of the account can be sent."""
    resource, _ = resource_over(outcome, ledger)
    with suppress(KeyboardInterrupt):
        resource.create(image_url=URL)
    turn = ledger.take_turn(account(resource._session))
    assert turn is not None
    turn()


def test_a_create_without_a_body(ledger: Ledger) -> None:
    """It is recorded like any other: one that was stopped while it was sent stays unknown."""
    resource, _ = resource_over(raising(KeyboardInterrupt()), ledger)
    create = evolve(image_to_3d.create(image_url=URL), body=None)
    with pytest.raises(KeyboardInterrupt):
        run(submit(resource._session, "image-to-3d", create))
    assert only(ledger) == (UNKNOWN, None)


def test_a_ledger_that_cannot_be_written_sends_nothing(ledger: Ledger) -> None:
    """Without the intention on the disk nothing is bought."""
    resource, transport = resource_over(lambda _: ACCEPTED, ledger)
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        resource.create(image_url=URL)
    assert transport.requests == []


# Against the emulator


def client(emulator: Any, ledger: Ledger | None = None, **settings: Any) -> Meshy:
    """Make a client of an emulator."""
    return Meshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None, **settings)


def test_a_full_queue_of_the_emulator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With queue=True more tasks than the queue holds are made one after the other; without it the queue is full."""
    with shop(tmp_path, queue=2, clock=Clock(rate=0)) as emulator, client(emulator) as meshy:
        for _ in range(2):
            meshy.image_to_3d.create(image_url=PICTURE)
        with pytest.raises(QueueFull, match="NoMorePendingTasks"):
            meshy.image_to_3d.create(image_url=PICTURE)
        slept: list[float] = []

        async def sleep(_: BlockingTransport, seconds: float) -> None:
            slept.append(seconds)
            emulator.advance(seconds=60)

        monkeypatch.setattr(BlockingTransport, "sleep", sleep)
        meshy.with_options(queue=True).image_to_3d.create(image_url=PICTURE)
        assert len(slept) == 1
        assert len(prompts(emulator)) == 3


def test_a_lost_answer_is_found_again(tmp_path: Path, ledger: Ledger) -> None:
    """A task whose answer was dropped is found by resume(), waited for and fetched; nothing is sent twice."""
    with shop(tmp_path / "p") as emulator, client(emulator, ledger) as meshy:
        emulator.faults.arm("accept_then_drop")
        with pytest.raises(SubmissionUnknown):
            meshy.image_to_3d.create(image_url=PICTURE)
        left = meshy.resume()
        assert [handle.id for handle in left.tasks] == left.found == [emulator.state()["tasks"][0]["id"]]
        left.tasks[0].wait()
        assert [handle.id for handle in meshy.resume().unfetched] == left.found
        left.tasks[0].download(tmp_path / "out")
        again = meshy.resume()
        assert (again.tasks, again.unfetched, again.downloads, again.found) == ([], [], [], [])
        assert len(prompts(emulator)) == 1


@pytest.mark.parametrize("wrong", [-7200.0, 7200.0])
def test_a_lost_answer_and_a_wrong_clock(tmp_path: Path, ledger: Ledger, wrong: float) -> None:
    """A clock that is wrong by hours is measured by the Date of the service's answers, and the task is found."""
    ledger.now = lambda: time.time() + wrong
    with shop(tmp_path / "p") as emulator, client(emulator, ledger) as meshy:
        emulator.faults.arm("accept_then_drop")
        with pytest.raises(SubmissionUnknown):
            meshy.image_to_3d.create(image_url=PICTURE)
        assert meshy.resume().found == [emulator.state()["tasks"][0]["id"]]


def test_a_service_that_does_not_tell_its_time(ledger: Ledger) -> None:
    """Without a Date, or with one that cannot be read, an unknown task of any time keeps a lost create open."""
    old = {"id": "task-1", "status": "SUCCEEDED", "progress": 100, "created_at": 1000}
    for listed in (json_reply([old]), json_reply([old], date="yesterday")):
        replies = {"POST": Reply(status=502), "GET": listed}
        resource, transport = resource_over(lambda request, replies=replies: replies[request.method], ledger)
        transport.clock = 1e9
        ledger.now = lambda transport=transport: transport.clock
        with pytest.raises(SubmissionUnknown):
            resource.create(image_url=URL)
        transport.clock += FRESH + 1
        left = _resumed(resource)
        assert (left.never, [each.candidates for each in left.ambiguous][-1]) == ([], ("task-1",))


def test_a_create_that_never_arrived(tmp_path: Path, ledger: Ledger) -> None:
    """A create that the service never saw is undecided at first and then known to have cost nothing."""
    with shop(tmp_path / "p") as emulator, client(emulator, ledger) as meshy:
        emulator.faults.arm("drop")
        with pytest.raises(SubmissionUnknown):
            meshy.image_to_3d.create(image_url=PICTURE)
        assert len(meshy.resume().undecided) == 1
        later = time.time() + FRESH + 1
        ledger.now = lambda: later
        assert len(meshy.resume().never) == 1
        assert prompts(emulator) == []


def test_asynchronously_the_same(tmp_path: Path, ledger: Ledger) -> None:
    """The asyncio client finds, waits and fetches what was lost too; a cancelled create is found as well."""

    async def main(emulator: Any) -> None:
        async with AsyncMeshy(emulator.api_key, base_url=emulator.url, ledger=ledger) as meshy:
            emulator.faults.arm("slow")
            creating = asyncio.create_task(meshy.image_to_3d.create(image_url=PICTURE))
            while not prompts(emulator):
                await asyncio.sleep(0.01)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating
            left = await meshy.resume()
            (handle,) = left.tasks
            await handle.wait()
            (handle,) = (await meshy.resume()).unfetched
            assert {path.name for path in await handle.download(tmp_path / "out")} == {"model.glb", "thumbnail.png"}

    with shop(tmp_path / "p") as emulator:
        asyncio.run(main(emulator))


def test_a_download_that_broke_off_is_told(tmp_path: Path, ledger: Ledger) -> None:
    """Files that were asked for and did not all arrive are in resume(), with folder and formats."""
    with shop(tmp_path / "p") as emulator, client(emulator, ledger) as meshy:
        task = meshy.image_to_3d.create(image_url=PICTURE)
        task.wait()
        with pytest.raises(Exception, match="larger than the limit"):
            task.download(tmp_path / "out", formats={"glb"}, max_bytes=10)
        ((handle, wanted),) = meshy.resume().downloads
        assert (handle.id, wanted.folder, wanted.formats) == (task.id, tmp_path / "out", frozenset({"glb"}))
        handle.download(wanted.folder, formats=wanted.formats)
        assert meshy.resume().downloads == []


def test_a_deleted_task_is_not_resumed(tmp_path: Path, ledger: Ledger) -> None:
    """A task that this process deletes is not reported again."""
    with shop(tmp_path / "p", clock=Clock(rate=0)) as emulator, client(emulator, ledger) as meshy:
        meshy.image_to_3d.create(image_url=PICTURE).delete()
        assert meshy.resume().tasks == []


def test_without_a_ledger_there_is_nothing_to_resume(tmp_path: Path) -> None:
    """resume() without a ledger names what is missing."""
    emulator = shop(tmp_path)
    with emulator, client(emulator) as meshy, pytest.raises(ConfigurationError, match="pass ledger="):
        meshy.resume()


def test_threads_of_one_client(tmp_path: Path, ledger: Ledger) -> None:
    """Many threads buy through one client and one ledger: every purchase is in it, once."""
    with shop(tmp_path / "p") as emulator, client(emulator, ledger) as meshy:
        ids: list[str] = []

        def buy() -> None:
            ids.extend(meshy.image_to_3d.create(image_url=PICTURE).id for _ in range(5))

        threads = [threading.Thread(target=buy) for _ in range(6)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert meshy.resume().found == [], "nothing was lost"
        assert sorted(ids) == sorted(ledger.known_ids())
        assert len(ids) == 30
