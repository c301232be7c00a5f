"""Values that the spec does not allow: the client names them, and blames the service."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.other_server import other_server, send
from meshwright import DownloadFailed, MeshwrightWarning, Meshy, ResultNotReady, SubmissionUnknown, UnexpectedResponse
from meshwright.tasks.oddities import check_status, places_shown, warn_of_odd
from meshwright_api.meshy.models import ImageTo3DTask

TASK: dict[str, Any] = {
    "id": "t1",
    "status": "SUCCEEDED",
    "progress": 100,
    "created_at": 1_796_047_219_646,
    "model_urls": {"glb": "http://127.0.0.1:9/model.glb"},
    "texture_urls": [],
    "task_error": {"message": ""},
}


@contextmanager
def service(**members: Any) -> Iterator[Meshy]:
    """A client of a service whose only task, and whose full pages, have these members."""
    task = {**TASK, **members}

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        status, data = 200, task if "page_num" not in handler.path else [{**task, "id": str(n)} for n in range(50)]
        if handler.command == "POST":
            status, data = 202, {"id": "t1"}
        elif handler.path.endswith("/stream"):
            status, data = 404, {"message": "no stream"}
        send(handler, status, json.dumps(data).encode(), content_type="application/json")

    with other_server(answer) as other, Meshy("msy_x", base_url=other.url, ledger=None) as meshy:
        yield meshy


@pytest.mark.parametrize("status", [{"name": "SUCCEEDED"}, ["SUCCEEDED"], None, 7])
def test_a_status_that_is_not_a_text(status: Any) -> None:
    """A status that is not a text ends the wait at once with an error that quotes it."""
    with service(status=status) as meshy, pytest.raises(UnexpectedResponse, match="is not a text") as caught:
        meshy.image_to_3d.task("t1").wait()
    assert json.dumps(status) in str(caught.value)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"progress": 1.0}, r"progress is 1\.0, not a whole number of percent"),
        ({"progress": 1}, "progress is 1, not"),
        ({"progress": 250}, "progress is 250, not"),
        ({"created_at": 1_796_047_219}, "created_at is 1796047219, which looks like seconds"),
    ],
)
def test_numbers_out_of_range(members: dict[str, Any], words: str) -> None:
    """A share in place of a percentage, and seconds in place of milliseconds, are warned of once."""
    with service(**members) as meshy, pytest.warns(MeshwrightWarning, match=words) as caught:
        assert meshy.image_to_3d.task("t1").wait().status == "SUCCEEDED"
    assert len(caught) == 1


def odd(**members: Any) -> Any:
    """Make a task with members of any type."""
    return SimpleNamespace(id="t1", to_dict=lambda: members, file_places=ImageTo3DTask.file_places, **members)


@pytest.mark.parametrize(
    ("members", "ends"),
    [
        ({"status": "PAUSED"}, False),
        ({"status": None, "progress": 99}, False),
        ({"status": 7, "progress": 99.5}, False),
        ({"status": None, "progress": 100}, True),
        ({"status": None, "progress": "50"}, True),
        ({"status": None}, True),
    ],
)
def test_when_a_status_that_is_not_a_text_is_an_error(members: dict[str, Any], ends: bool) -> None:
    """Below 100 percent the task may go on; after that nothing would end the wait."""
    if not ends:
        check_status(odd(**members), "t1", "x.get")
        return
    with pytest.raises(UnexpectedResponse, match="status of task t1 is null, which is not a text") as caught:
        check_status(odd(**members), "t1", "x.get")
    assert (caught.value.status, caught.value.operation) == (200, "x.get")


@pytest.mark.parametrize(
    ("members", "done", "warned"),
    [
        *(({"progress": value}, False, False) for value in (0, 1, 50, 100)),
        *(({"progress": value}, False, True) for value in (-1, 101, 0.5, "50", None)),
        ({"progress": 1}, True, True),
        ({"progress": 2}, True, False),
        ({}, True, False),
        *(({"finished_at": value}, True, False) for value in (0, 10**11, None, "1", -5)),
        *(({"finished_at": value}, True, True) for value in (1, 0.5, 10**11 - 1)),
    ],
)
def test_which_values_are_odd(members: dict[str, Any], done: bool, warned: bool) -> None:
    """A progress that is not a percentage, and a time before 1974 other than 0, are warned of once each."""
    seen: set[str] = set()
    with warnings.catch_warnings(record=True, action="always") as caught:
        for _ in range(2):
            warn_of_odd(odd(**members), seen, done=done)
    assert len(caught) == len(seen) == warned


def test_long_values_are_cut() -> None:
    """An error quotes 80 characters of a member, and no member that is missing or empty."""
    task = odd(model_urls="x" * 90, thumbnail_url="", texture_urls=[], thumbnail_urls=7)
    assert places_shown(task).split("; ") == [f'model_urls is "{"x" * 79}', "thumbnail_urls is 7"]


def test_a_list_that_ignores_the_page() -> None:
    """A service that answers each page with the first is noticed: the tasks come once, with a warning."""
    with service() as meshy, pytest.warns(MeshwrightWarning, match="page 2 repeats the page before it.*page_num"):
        assert len({task.id for task in meshy.image_to_3d.list()}) == 50


def test_a_create_without_an_id() -> None:
    """The error of a create whose answer has no id names what the answer has."""
    with service() as meshy, pytest.raises(SubmissionUnknown, match="'result' is missing; the object has id"):
        meshy.image_to_3d.create(image_url="https://example.com/picture.png")


@pytest.mark.parametrize("url", ["/files/model.glb", "https:///model.glb", "model", "ftp://example.com/model.glb"])
def test_addresses_without_a_host(url: str, tmp_path: Path) -> None:
    """An address that no request can be sent to is the service's fault, and is quoted."""
    error = pytest.raises(DownloadFailed, match="the service answered")
    with service(model_urls={"glb": url}) as meshy, error as caught:
        meshy.image_to_3d.task("t1").download(tmp_path)
    assert url in str(caught.value)


@pytest.mark.parametrize("urls", [{"glb": {"url": "https://example.com/m.glb"}}, {"glb": 7}])
def test_addresses_of_another_shape(urls: Any, tmp_path: Path) -> None:
    """Addresses that are not texts are quoted as what the service answered."""
    error = pytest.raises(ResultNotReady, match="the service answered no address")
    with service(model_urls=urls) as meshy, error as caught:
        meshy.image_to_3d.task("t1").download(tmp_path)
    assert json.dumps(urls) in str(caught.value)
