"""Starts cost quota: lost answers, the ledger's entries, and what is found again of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve
from helpers.fakes import json_reply
from helpers.flighthub import SLOW, TOKEN, emulator, make_photos
from helpers.hub_shell import Shell
from helpers.scripted_hub import enveloped, hub_over
from meshwright import (
    AsyncFlightHub,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    FlightHub,
    Ledger,
    MeshwrightError,
    ModelDetails,
    NotFound,
    StartIncomplete,
    SubmissionUnknown,
    UnexpectedResponse,
)
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.troubles import Failure
from meshwright.ledger.journal import CREATED, ENDED, INTENDED, REFUSED, UNKNOWN
from meshwright.tasks.submitting import account

R = "00000000-0000-4000-8000-000000000001"
M = "00000000-0000-4000-8000-000000000002"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as one:
        yield one


def scripted(answer: Callable[[Request], Reply], ledger: Ledger | None = None) -> tuple[FlightHub, Any]:
    hub, fake = hub_over(answer)
    hub._open(evolve(hub.session, ledger=ledger))
    return hub, fake


def states(ledger: Ledger) -> list[str]:
    return [submission.state for submission in ledger.submissions()]


# ---------------------------------------------------------------------------------------------------- lost answers
LOST = [300, 301, 302, 303, 304, 307, 308, 408, 409, 499, 500, 502, 503, 504, 520, 524]
REFUSING = [400, 401, 403, 404, 405, 413, 415, 422]


@pytest.mark.parametrize("status", [*LOST, *REFUSING])
def test_statuses_of_a_start(status: int, ledger: Ledger) -> None:
    """A redirect, a timeout or a failure of a gateway may have let the start through; a refusal has not. One POST."""
    hub, fake = scripted(lambda _: Reply(status=status, headers={"location": "/elsewhere"}), ledger)
    with pytest.raises(MeshwrightError) as caught:
        hub.models.start(R, parameter_3d={})
    assert isinstance(caught.value, SubmissionUnknown) == (status in LOST)
    assert states(ledger) == [UNKNOWN if status in LOST else REFUSED]
    assert [request.method for request in fake.requests] == ["POST"]
    if status in LOST:
        assert "look at models.running() before" in str(caught.value)


BODIES: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "html": b"<html>hello</html>",
    "cut": b'{"code": 0, "data": {"model_3d": {"uu',
    "no data": b'{"code": 0, "message": ""}',
    "null data": b'{"code": 0, "message": "", "data": null}',
    "empty data": b'{"code": 0, "message": "", "data": {}}',
    "text code": b'{"code": "200500", "message": "", "data": null}',
    "null job": b'{"code": 0, "data": {"model_3d": null}}',
    "no uuid": b'{"code": 0, "data": {"model_3d": {"status": 12}}}',
    "number": b'{"code": 0, "data": {"model_3d": {"uuid": 7}}}',
    "blank": b'{"code": 0, "data": {"model_3d": {"uuid": " "}}}',
    "dots": b'{"code": 0, "data": {"model_3d": {"uuid": ".."}}}',
    "line end": b'{"code": 0, "data": {"model_3d": {"uuid": "a\\nb"}}}',
    "surrogate": b'{"code": 0, "data": {"model_3d": {"uuid": "\\ud800"}}}',
    "another kind": b'{"code": 0, "data": {"model_2d": {"uuid": "a"}}}',
}


@pytest.mark.parametrize("name", BODIES)
def test_answers_that_name_no_model(name: str, ledger: Ledger) -> None:
    """An answer of success from which no uuid can be read is a lost answer, not a refusal and not a crash."""
    hub, fake = scripted(lambda _: Reply(status=200, content=BODIES[name]), ledger)
    with pytest.raises(SubmissionUnknown, match=r"models\.running\(\)"):
        hub.models.start(R, parameter_3d={})
    assert states(ledger) == [UNKNOWN]
    assert len(fake.requests) == 1


ODD_MEMBERS: list[dict[str, Any]] = [{"status": "12"}, {"status": None}, {"status": {}}, {"sub_error_code": None}]


@pytest.mark.parametrize("odd", ODD_MEMBERS)
def test_an_odd_answer_with_a_uuid_keeps_it(odd: dict[str, Any], ledger: Ledger) -> None:
    """The uuid is what was paid for: nothing else in the answer can make the client lose it."""
    hub, _ = scripted(lambda _: enveloped({"model_3d": {"uuid": M, **odd}}), ledger)
    assert hub.models.start(R, parameter_3d={})["3d"].id == M
    assert states(ledger) == [CREATED]


def test_some_of_several(ledger: Ledger) -> None:
    """Models that were started are kept and written down, beside one refused and one that the answer does not name."""
    jobs = {"model_2d": {"uuid": M}, "model_3d": {"sub_error_code": 310001}}
    hub, _ = scripted(lambda _: enveloped(jobs), ledger)
    with pytest.raises(StartIncomplete, match="3d with sub_error_code 310001, 3dgs without naming a model") as caught:
        hub.models.start(R, parameter_2d={}, parameter_3d={}, parameter_3dgs={})
    assert {kind: handle.id for kind, handle in caught.value.started.items()} == {"2d": M}
    assert json.loads(ledger.submissions()[0].task_id or "") == {"2d": M}
    hub, _ = scripted(lambda _: enveloped({"model_3d": {"sub_error_code": 310001}}), ledger)
    with pytest.raises(StartIncomplete):
        hub.models.start(R, parameter_3d={})
    assert states(ledger) == [CREATED, REFUSED]


@pytest.mark.parametrize("sent", [True, False])
def test_a_connection_that_breaks(sent: bool, ledger: Ledger) -> None:
    """Before it was sent nothing was started; after it, that is unknown."""

    def broken(_: Request) -> Reply:
        raise ConnectionFailed("reset by peer", sent=sent)

    hub, _ = scripted(broken, ledger)
    with pytest.raises(SubmissionUnknown if sent else ConnectionFailed):
        hub.models.start(R, parameter_3d={})
    assert states(ledger) == [UNKNOWN if sent else REFUSED]


def test_calls_that_cost_nothing_are_never_unknown() -> None:
    """A credential, a stop and a delete whose answer was lost fail as what they are: they can be sent again."""
    hub, _ = scripted(lambda _: Reply(status=303))
    for call in (hub.stores.obtain_token, lambda: hub.models.stop(M), lambda: hub.models.delete(M)):
        with pytest.raises(MeshwrightError) as caught:
            call()
        assert not isinstance(caught.value, SubmissionUnknown)


# ---------------------------------------------------------------------------------------------------- found again
@define
class Site:
    """An emulator whose models take an hour of its time, a resource, a client with a ledger."""

    server: Emulator
    hub: FlightHub
    ledger: Ledger
    uuid: str

    def lose(self, *kinds: str, resource: str = "") -> None:
        """Start models and lose the answer."""
        self.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream"), after=True)
        with pytest.raises(SubmissionUnknown):
            self.hub.models.start(resource or self.uuid, **{f"parameter_{kind}": {} for kind in kinds})

    def running(self) -> set[str]:
        return {str(model.model_uuid) for model in self.hub.models.running()}


@pytest.fixture
def site(ledger: Ledger, tmp_path: Path) -> Iterator[Site]:
    with emulator(SLOW) as server, FlightHub(TOKEN, base_url=server.url, ledger=ledger) as hub:
        resource = hub.resources.upload(make_photos(tmp_path / "photos", 12))
        yield Site(server, hub, ledger, str(resource.resource_uuid))


def test_a_start_is_written_down(site: Site, tmp_path: Path) -> None:
    """After a crash its models are there again, by the ledger alone; the file holds no token."""
    started = site.hub.models.start(site.uuid, parameter_2d={}, parameter_3d={"quality": 1})
    with Ledger(site.ledger.path) as again, FlightHub(TOKEN, base_url=site.server.url, ledger=again) as hub:
        left = hub.models.resume()
        assert {handle.id for handle, _ in left.models} == {handle.id for handle in started.values()}
        assert {details.resource_uuid for _, details in left.models if details} == {site.uuid}
        assert (left.found, left.unknown) == ([], [])
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.glob("ledger.sqlite*"))
    entry = site.ledger.submissions()[0]
    assert entry.kind == "flighthub-start"
    assert entry.parameters["parameter_3d"] == '{"quality": 1}'


def test_a_lost_start_is_found_while_its_models_are_made(site: Site) -> None:
    """Running models of the resource and kinds of the lost start, made by no other known start, are its own."""
    known = site.hub.models.start(site.uuid, parameter_2d={})
    site.lose("2d", "3d")
    left = site.hub.models.resume()
    assert set(left.found) == site.running() - {known["2d"].id}
    assert len(left.found) == 2
    assert left.unknown == []
    assert states(site.ledger) == [CREATED, CREATED]
    assert site.hub.models.resume().found == []
    assert len(site.running()) == 3


def test_what_cannot_be_told_apart_is_not_guessed(site: Site) -> None:
    """Two lost starts of one resource stay unknown, and so does one whose models are not listed."""
    site.lose("3d")
    site.lose("3d")
    left = site.hub.models.resume()
    assert (left.found, len(left.unknown)) == ([], 2)
    assert states(site.ledger) == [UNKNOWN, UNKNOWN]


def test_a_start_that_never_arrived_is_not_called_so(site: Site) -> None:
    """No list distinguishes a start that never arrived from one whose models have ended: it stays unknown."""
    site.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream"))
    with pytest.raises(SubmissionUnknown):
        site.hub.models.start(site.uuid, parameter_3d={})
    left = site.hub.models.resume()
    assert (left.models, left.found) == ([], [])
    assert [each.parameters["resource_uuid"] for each in left.unknown] == [site.uuid]
    assert states(site.ledger) == [UNKNOWN]


def test_ended_and_deleted_models_leave_the_list(site: Site) -> None:
    """A model is shown at its end once; one that was deleted is shown as gone once."""
    one = site.hub.models.start(site.uuid, parameter_2d={})["2d"]
    other = site.hub.models.start(site.uuid, parameter_3d={})["3d"]
    other.delete()
    one.stop()
    left = {handle.id: details for handle, details in site.hub.models.resume().models}
    assert left[other.id] is None
    assert isinstance(left[one.id], ModelDetails)
    assert site.hub.models.resume().models == []
    assert states(site.ledger) == [ENDED, ENDED]


def test_a_crash_before_the_answer(site: Site) -> None:
    """A start that a killed process left behind is looked for like any lost one; another token's is left alone."""
    site.lose("3d")
    number = site.ledger.submissions()[0].number
    with site.ledger._transaction() as database:
        database.execute("update submission set state = ?, intended = intended - 2000", (INTENDED,))
    with FlightHub("another", base_url=site.server.url, ledger=site.ledger) as other:
        assert other.models.resume().unknown == []
    assert len(site.hub.models.resume().found) == 1
    assert site.ledger.submissions()[0].number == number
    assert account(other.session) != account(site.hub.session)


def test_rows_that_say_little(ledger: Ledger) -> None:
    """A running model whose row names neither resource nor kind is asked for; odd rows decide nothing."""
    rows: list[Any] = [{"model_uuid": M, "model_status": 14}, {"model_uuid": 7}, {"model_uuid": ""}, {}]

    def answer(request: Request) -> Reply:
        if request.method == "POST":
            return Reply(status=502)
        if request.url.endswith("/running"):
            return enveloped({"list": rows})
        assert request.url.endswith(M)
        return enveloped({"model_uuid": M, "resource_uuid": R, "model_type": 2, "model_status": 14})

    hub, _ = scripted(answer, ledger)
    with pytest.raises(SubmissionUnknown):
        hub.models.start(R, parameter_3d={})
    assert hub.models.resume().found == [M]


@pytest.mark.parametrize("data", [None, {}, {"list": None}, {"list": []}, [], "x", {"list": "x"}, {"list": [1]}])
def test_hostile_lists_decide_nothing(data: Any, ledger: Ledger) -> None:
    """With any list of running models, a lost start stays unknown, and resume ends in order."""
    hub, _ = scripted(lambda request: Reply(status=502) if request.method == "POST" else enveloped(data), ledger)
    with pytest.raises(SubmissionUnknown):
        hub.models.start(R, parameter_3d={})
    with suppress(UnexpectedResponse):
        assert len(hub.models.resume().unknown) == 1
    assert states(ledger) == [UNKNOWN]


def test_the_asyncio_client_does_the_same(site: Site) -> None:
    """AsyncFlightHub takes a ledger, writes its starts down and finds them again."""

    async def main() -> tuple[set[str], set[str]]:
        async with AsyncFlightHub(TOKEN, base_url=site.server.url, ledger=site.ledger) as hub:
            started = await hub.models.start(site.uuid, parameter_2d={})
            left = await hub.models.resume()
            return {handle.id for handle in started.values()}, {handle.id for handle, _ in left.models}

    started, found = asyncio.run(main())
    assert started == found


def test_without_a_ledger(hub: FlightHub) -> None:
    """There is nothing to resume from, and the error states it."""
    with pytest.raises(ConfigurationError, match=r"pass ledger=Ledger\(path\)"):
        hub.models.resume()


# ---------------------------------------------------------------------------------------------------- command line
def test_the_command_line_writes_starts_down(shell: Shell, tmp_path: Path) -> None:
    """Model start keeps its uuids in the ledger by default, and flighthub resume shows and finds them."""
    book = {"MESHWRIGHT_LEDGER": str(tmp_path / "book.sqlite")}
    resource: Any = shell.json("upload", "photos")
    uuid = resource["resource_uuid"]
    assert json.loads(shell("resume", **book).stdout) == {"models": [], "gone": [], "found": [], "unknown": []}
    started = json.loads(shell("model", "start", uuid, "--3d", "{}", **book).stdout)
    left = json.loads(shell("resume", **book).stdout)
    assert [model["model_uuid"] for model in left["models"]] == [started["3d"]]
    shell.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream"))
    lost = shell("model", "start", uuid, "--2d", "{}", **book)
    assert lost.returncode == 10
    assert "Next: meshwright flighthub resume" in lost.stderr
    told = shell("resume", **book)
    assert told.returncode == 10
    assert "FlightHub does not show which" in told.stderr
    assert "meshwright ledger settle 2 --never" in told.stderr
    shell.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream"))
    assert "model running" in shell("model", "start", uuid, "--2d", "{}", "--no-ledger", **book).stderr
    with Ledger(tmp_path / "book.sqlite") as ledger:
        assert len(ledger.submissions()) == 2


def test_a_refused_start_is_not_lost(hub: FlightHub, ledger: Ledger) -> None:
    """Errors that the service itself answers are those errors, with the ledger as well as without."""
    hub._open(evolve(hub.session, ledger=ledger))
    with pytest.raises((BadRequest, NotFound)):
        hub.models.start(R, parameter_3d={})
    assert states(ledger) == [REFUSED]
    odd, _ = scripted(lambda _: json_reply({"code": 219014, "message": "no quota", "data": None}), ledger)
    with pytest.raises(MeshwrightError, match="no quota") as caught:
        odd.models.start(R, parameter_3d={})
    assert not isinstance(caught.value, SubmissionUnknown)
