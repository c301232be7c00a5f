"""Signed files and the emulator's own API: access is limited to its holder."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from helpers.api import Api, raw


# ---------------------------------------------------------------------------------------------------- files
@pytest.fixture(scope="module")
def file(shared: Api) -> str:
    url: str = shared.done()["model_urls"]["glb"]
    return url


def test_a_file_needs_its_signature_only(shared: Api, file: str) -> None:
    """A signed URL needs no key; HEAD and ranges work on it."""
    whole = httpx.get(file)
    assert whole.content[:4] == b"glTF"
    assert httpx.head(file).headers["content-length"] == str(len(whole.content))
    part = httpx.get(file, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"glTF")


def test_forged_urls(shared: Api, file: str) -> None:
    """Another signature, a later end, another file or another task is 403."""
    parts = urlsplit(file)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    address = file.partition("?")[0]
    changed: list[tuple[str, dict[str, str]]] = [
        (address, {}),
        (address, {"Expires": query["Expires"]}),
        (address, {**query, "Signature": "0" * 32}),
        (address, {**query, "Signature": "é"}),
        (address, {**query, "Expires": str(int(query["Expires"]) + 1)}),
        (address, {**query, "Expires": "9" * 5000}),
        (address, {**query, "Expires": "-1"}),
        (address, {**query, "Expires": "²"}),
        (address.replace("model.glb", "model.obj"), query),
        (address.replace(parts.path.split("/")[2], "other"), query),
    ]
    for url, params in changed:
        assert httpx.get(url, params=params).status_code == 403, (url, params)


def test_an_expired_url(started: Any) -> None:
    """A URL is good until its end, and a fresh look at the task gives a new one."""
    api = started(url_lifetime=60.0)
    task = api.done()
    api.emulator.advance(seconds=59)
    assert httpx.get(task["model_urls"]["glb"]).status_code == 200
    api.emulator.advance(seconds=2)
    assert httpx.get(task["model_urls"]["glb"]).status_code == 403
    assert httpx.get(api.task(task["id"])["model_urls"]["glb"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/files/../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/x/..%2f..%2fetc%2fpasswd",
        "/files/x/%5c..%5c",
        "/files//etc/passwd",
        "/files/x/input_0",
        "/files/x/\x00",
        "/_emulator/page/..%2f..%2fserver.py",
        "/_emulator/page/%2e%2e/server.py",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_paths_that_lead_elsewhere(shared: Api, path: str) -> None:
    """No path leads to a file that was not signed for, or out of the emulator's folders."""
    answered = raw(shared, b"GET %s HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n" % path.encode())
    assert answered.split(b" ")[1] in (b"400", b"403", b"404")


def test_signed_but_not_given_out(shared: Api, file: str) -> None:
    """Even with a right signature nothing is served but the files of a finished task's answer."""
    meshy = shared.emulator.meshy
    id = urlsplit(file).path.split("/")[2]
    for name in ("input_0", "..", "../tasks.sqlite", "outcome.json"):
        url = meshy.urls.url(shared.emulator.url, f"/files/{id}/{name}", meshy.settings.clock.now())
        assert httpx.get(url).status_code in (403, 404)


# ---------------------------------------------------------------------------------------------------- the admin API
@pytest.mark.parametrize(
    "origin", ["https://example.com", "null", "http://127.0.0.1:1", "http://[", "http://127.0.0.1"]
)
def test_foreign_pages(shared: Api, origin: str) -> None:
    """A page of another origin may neither look nor change anything."""
    for method, path in (
        ("GET", "state"),
        ("POST", "faults"),
        ("POST", "clock"),
        ("POST", "reset"),
        ("DELETE", "faults"),
        ("DELETE", "tasks/1"),
    ):
        response = shared.http.request(method, f"/_emulator/{path}", headers={"origin": origin}, json={"fault": "drop"})
        assert response.status_code == 403
    assert shared.emulator.faults.waiting == ()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example:8765", 403),
        ("127.0.0.1.evil.example", 403),
        ("[", 403),
        ("127.0.0.1:8765", 200),
        ("[::1]:8765", 200),
        ("localhost:8765", 200),
        ("emulator:8765", 200),
        ("host.docker.internal:8765", 200),
    ],
)
def test_public_names(shared: Api, host: str, status: int) -> None:
    """Under a public name the admin API is closed: a foreign page can make such a name lead here."""
    assert shared.http.get("/_emulator/state", headers={"host": host}).status_code == status


def test_delete_a_task(shared: Api) -> None:
    """The page deletes a task of any kind; a second time, and for another id, there is none."""
    id = shared.done()["id"]
    assert shared.http.delete(f"/_emulator/tasks/{id}").status_code == 200
    assert id not in {task["id"] for task in shared.http.get("/_emulator/state").json()["tasks"]}
    refused = shared.http.delete(f"/_emulator/tasks/{id}")
    assert (refused.status_code, refused.json()) == (400, {"message": f"there is no task '{id}'"})


def test_own_page(shared: Api) -> None:
    """The emulator's own page may do everything."""
    own = {"origin": shared.emulator.url}
    assert shared.http.get("/_emulator/state", headers=own).status_code == 200
    assert shared.http.post("/_emulator/clock", json={"seconds": 0}, headers=own).status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("faults", {}),
        ("faults", {"fault": "gremlins"}),
        ("faults", {"fault": "drop", "count": 0}),
        ("faults", {"fault": "drop", "count": True}),
        ("faults", {"fault": "drop", "count": 1001}),
        ("faults", []),
        ("clock", {}),
        ("clock", {"seconds": -1}),
        ("clock", {"seconds": True}),
        ("clock", {"seconds": 1e12}),
        ("clock", {"seconds": "1"}),
    ],
)
def test_admin_calls(shared: Api, path: str, body: Any) -> None:
    """A wrong admin call is 400 with a sentence and changes nothing."""
    response = shared.http.post(f"/_emulator/{path}", json=body)
    assert response.status_code == 400
    assert response.json()["message"]
    assert shared.emulator.faults.waiting == ()
