"""Headers that announce an end: one warning for each kind of task and client, with the days and the page."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from attrs import evolve
from helpers.fakes import FakeTransport, json_reply
from meshwright import MeshwrightWarning, ServiceDeprecation
from meshwright.core.announcements import notes_of
from meshwright.core.blocking import run
from meshwright.core.wire import Request
from meshwright.emulator.headers import NOTES, written_notes
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy import api

SINCE, UNTIL = "@1759104000", "Thu, 31 Dec 2026 00:00:00 GMT"
PAGE = '<https://docs.example/next>; rel="successor-version", <https://docs.example/why>; rel="deprecation"'


def session(**headers: str) -> TaskSession:
    """Return a session whose service answers each request with these headers."""

    def answer(request: Request) -> Any:
        return json_reply({"result": "a-task"} if request.method == "POST" else {"balance": 1}, **headers)

    transport = FakeTransport(answer, lambda _: (json_reply({}), []))
    return TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={"authorization": "Bearer x"})


def test_one_warning_for_each_kind_and_client() -> None:
    """Two calls of a kind, and a client with other settings, warn once; another kind and a new client warn again."""
    client = session(deprecation=SINCE, sunset=UNTIL, link=PAGE)
    with warnings.catch_warnings(record=True, action="always") as caught:
        run(client.call(api.balance.get()))
        run(evolve(client, timeout=5.0).call(api.balance.get()))
        run(client.perform(api.resize.delete("x")))
        run(session(deprecation="true").call(api.balance.get()))
    assert [str(warning.message) for warning in caught] == [
        "balance.get: the service has deprecated this operation (since 2025-09-29); it ends on 2026-12-31; "
        "read https://docs.example/why",
        "resize.delete: the service has deprecated this operation (since 2025-09-29); it ends on 2026-12-31; "
        "read https://docs.example/why",
        "balance.get: the service has deprecated this operation; see the service's changelog",
    ]


def test_a_client_warns_of_a_text_once() -> None:
    """A text of another part of the client is a warning the first time."""
    client = session()
    with warnings.catch_warnings(record=True, action="always") as caught:
        for text in ("one", "two", "one"):
            evolve(client, timeout=5.0).announcements.warn(text)
    assert [(str(warning.message), warning.category) for warning in caught] == [
        ("one", MeshwrightWarning),
        ("two", MeshwrightWarning),
    ]


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"deprecation": "@99999999999999999999"}, "operation; see"),
        ({"deprecation": "@soon", "link": "no link"}, "operation; see"),
        ({"deprecation": "Mon, 29 Sep 2025 00:00:00 GMT"}, r"\(since 2025-09-29\); see"),
        ({"sunset": UNTIL, "link": "<https://a/b>"}, "it ends on 2026-12-31; read https://a/b$"),
        ({"deprecation": "true", "link": f"<https://a/{'b' * 9000}>"}, "see the service's changelog"),
    ],
)
def test_odd_headers_still_warn(headers: dict[str, str], text: str) -> None:
    """A day or a link that cannot be read is left out."""
    with pytest.warns(ServiceDeprecation, match=text):
        run(session(**headers).call(api.balance.get()))


def test_no_header_no_warning() -> None:
    """Most answers announce nothing; a link alone, such as that to a next page, is not an end."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(session(link=PAGE).call(api.balance.get()))


def test_a_create_is_not_lost_where_warnings_are_errors(caplog: pytest.LogCaptureFixture) -> None:
    """The id of a paid task arrives; the warning is logged, and raised by the next call that changes nothing."""
    client = session(deprecation="true")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        created = run(client.call(api.resize.create(model_url="https://x/a.glb", resize_height=1.0)))
        assert created.result == "a-task"
        assert "resize.create: the service has deprecated" in caplog.text
        with pytest.raises(ServiceDeprecation):
            run(client.perform(api.resize.get("a-task")))


def test_notes_survive_the_header() -> None:
    """Any letters arrive; notes beyond the room of a header are left out; a malformed header holds none."""
    notes = ["Größe: 1 m", 'the "name"', "東京"]
    assert written_notes(notes).isascii()
    assert notes_of({NOTES: written_notes(notes)}) == notes
    assert 0 < len(notes_of({NOTES: written_notes(["x" * 100] * 100)})) < 100
    for value in ("", "{}", "[1, null]", "[" * 5000, '"note"'):
        assert notes_of({NOTES: value}) == []
    assert notes_of({}) == []
