"""Resources: creating, listing, and that both clients and the generated builders agree."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from contextlib import nullcontext
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from helpers.prepared_service import PICTURE
from meshwright.core.blocking import run
from meshwright.core.wire import Reply, Request
from meshwright.errors import ConfigurationError, InputError, MeshwrightWarning, SubmissionUnknown, UnexpectedResponse
from meshwright.meshy.client import AsyncMeshy, Meshy
from meshwright.meshy.dialect import MESHY
from meshwright.spec.reading import words_of
from meshwright.tasks.handles import AsyncTaskHandle, TaskHandle
from meshwright.tasks.resources import AsyncTaskResource, TaskResource
from meshwright.tasks.session import TaskSession
from meshwright_api._runtime import TaskKind
from meshwright_api.meshy.tasks import IMAGE_TO_3D, KINDS

pytestmark = pytest.mark.usefixtures("no_certificates")


def task(number: int) -> dict[str, Any]:
    """Write a task."""
    return {"id": f"task-{number}", "status": "PENDING", "progress": 0}


def resource_over(answer: Callable[[Request], Reply]) -> tuple[TaskResource[..., ..., Any], FakeTransport]:
    """Make a resource whose requests are answered by a function."""
    transport = FakeTransport(answer, lambda _: (Reply(status=500), ()))
    return TaskResource(
        IMAGE_TO_3D, TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={})
    ), transport


def pages_of(tasks: list[dict[str, Any]]) -> Callable[[Request], Reply]:
    """Serve tasks page by page."""

    def answer(request: Request) -> Reply:
        first = (request.params["page_num"] - 1) * request.params["page_size"]
        return json_reply(tasks[first : first + request.params["page_size"]])

    return answer


def params_of(transport: FakeTransport) -> list[dict[str, Any]]:
    """List what the pages were asked with."""
    return [dict(request.params) for request in transport.requests]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (49, 1), (50, 2), (120, 3)])
def test_all_pages_are_listed(count: int, pages: int) -> None:
    """Iterating yields every task and ends with the first page that is not full."""
    resource, transport = resource_over(pages_of([task(n) for n in range(count)]))
    assert [task.id for task in resource.list()] == [f"task-{n}" for n in range(count)]
    assert params_of(transport) == [
        {"page_num": n + 1, "page_size": 50, "sort_by": "-created_at"} for n in range(pages)
    ]


def test_list_options_are_sent() -> None:
    """The page to begin with, its size and the order are those asked for."""
    resource, transport = resource_over(pages_of([task(n) for n in range(7)]))
    found = list(resource.list(page_num=2, page_size=3, sort_by="+created_at"))
    assert [task.id for task in found] == [f"task-{n}" for n in range(3, 7)]
    assert params_of(transport) == [{"page_num": n, "page_size": 3, "sort_by": "+created_at"} for n in (2, 3)]


def test_listing_is_lazy() -> None:
    """Nothing is asked before the first task is wanted, and no page more than needed."""
    resource, transport = resource_over(pages_of([task(n) for n in range(200)]))
    listed = resource.list()
    assert transport.requests == []
    assert [next(listed).id for _ in range(50)][-1] == "task-49"
    assert len(transport.requests) == 1


def test_tasks_pushed_to_the_next_page_come_once() -> None:
    """A task created while the list is read does not make another come twice."""
    tasks = [task(n) for n in range(6)]

    def answer(request: Request) -> Reply:
        reply = pages_of(tasks)(request)
        tasks.insert(0, task(100 + request.params["page_num"]))
        return reply

    resource, _ = resource_over(answer)
    assert [task.id for task in resource.list(page_size=2)] == [f"task-{n}" for n in range(6)]


@pytest.mark.parametrize("page_size", [2, 0], ids=["full", "empty"])
def test_a_service_that_ignores_pages_ends_the_list(page_size: int) -> None:
    """When every page is the same page, the list ends instead of going on for ever, with a warning if it is full."""
    resource, transport = resource_over(lambda _: json_reply([task(n) for n in range(page_size)]))
    with pytest.warns(MeshwrightWarning, match="ignore page_num") if page_size else nullcontext():
        assert len(list(resource.list(page_size=page_size))) == page_size
    assert len(transport.requests) == 1 + bool(page_size)


def test_a_service_that_repeats_its_pages_ends_the_list() -> None:
    """When pages come again in a circle, the list ends, and each task came once."""
    resource, transport = resource_over(lambda request: json_reply([task(request.params["page_num"] % 3)]))
    assert len(list(resource.list(page_size=1))) == 3
    assert len(transport.requests) == 4


@pytest.mark.parametrize(
    "content", [b"{}", b"<html>", b"[1]", b"[{}]", b'"x"', b"[[", b"7", b"null", b"", b" \n", b"false", b"[null]"]
)
def test_a_list_that_is_none(content: bytes) -> None:
    """An answer that is not a list of tasks, an empty one too, is an unexpected answer that can be looked at."""
    resource, _ = resource_over(lambda _: Reply(status=200, content=content))
    with pytest.raises(UnexpectedResponse) as caught:
        list(resource.list())
    assert caught.value.reply.content == content
    assert caught.value.operation == "image_to_3d.list"


ODD_IDS: list[Any] = [{}, [], None, 5, "\ud800x", "", 10**400]


def test_a_list_with_odd_members() -> None:
    """Rows whose ids are not text, or whose other members are odd, are returned as they came; nothing crashes."""
    odd = [{**task(0), "id": id, "created_at": 10**400, "texture_prompt": 5} for id in ODD_IDS]
    resource, _ = resource_over(lambda _: json_reply([*odd, task(1), task(1)]))
    found: list[Any] = list(resource.list())
    assert [each.id for each in found] == [*ODD_IDS, "task-1"]


def test_create_sends_only_what_was_given() -> None:
    """Parameters left out are not sent, so that the service's own defaults hold."""
    resource, transport = resource_over(lambda _: json_reply({"result": "018a"}, 202))
    handle = resource.create(image_url=b"\x89PNG\r\n\x1a\n", enable_pbr=False, target_formats=["glb"])
    assert handle.id == "018a"
    (request,) = transport.requests
    assert request.body is not None
    assert json.loads(b"".join(request.body)) == {
        "image_url": "data:image/png;base64,iVBORw0KGgo=",
        "enable_pbr": False,
        "target_formats": ["glb"],
    }
    assert (request.method, request.url) == ("POST", "https://x/openapi/v1/image-to-3d")


@pytest.mark.parametrize(
    "content",
    [
        *(b'{"result":null}', b'{"result":""}', b'{"result":" "}', b'{"result":7}', b'{"result":{}}'),
        *(b'{"result":".."}', b"{}", b"[]", b"", b"null", b"<html>", b'{"result":"018', b"[" * 100_000),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_a_create_whose_answer_names_no_task(content: bytes) -> None:
    """An accepted create without a usable id may have been charged: never a handle to nothing, never "not sent"."""
    resource, transport = resource_over(lambda _: Reply(status=200, content=content))
    with pytest.raises(SubmissionUnknown, match=r"image_to_3d\.create: the answer was lost"):
        resource.create(image_url="https://x/a.png")
    assert len(transport.requests) == 1


def test_a_refused_file_sends_nothing() -> None:
    """An input error comes before the request."""
    resource, transport = resource_over(lambda _: json_reply({"result": "018a"}))
    with pytest.raises(InputError, match="image_url"):
        resource.create(image_url="missing.png")
    assert transport.requests == []


@pytest.mark.parametrize("id", ["", " ", ".", "..", None, 7, b"x"])
def test_ids_that_name_nothing(id: Any) -> None:
    """An id that would reach another endpoint is refused before anything is sent."""
    resource, transport = resource_over(lambda _: json_reply({}))
    for use in (resource.task, resource.get, resource.delete):
        with pytest.raises(InputError) as caught:
            use(id)
        assert caught.value.field == "id"
    assert transport.requests == []


def test_an_id_is_one_segment() -> None:
    """Any id stays one segment of the path."""
    resource, transport = resource_over(lambda _: json_reply(task(1)))
    resource.get("a/../b?c#d")
    assert transport.requests[0].url == "https://x/openapi/v1/image-to-3d/a%2F..%2Fb%3Fc%23d"


def test_delete_says_nothing() -> None:
    """A deleted task leaves no answer to read."""
    resource, transport = resource_over(lambda _: Reply(status=204))
    resource.delete("018a")
    resource.task("018a").delete()
    assert [request.method for request in transport.requests] == ["DELETE", "DELETE"]


# What both clients and the builders have in common


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("verb", ["create", "list"])
@pytest.mark.parametrize("form", [TaskResource, AsyncTaskResource])
def test_help_is_the_builders(kind: TaskKind[..., ..., Any], verb: str, form: type[Any]) -> None:
    """Parameters and help of create and list are those of the generated builders; only the result is another."""
    transport = FakeTransport(lambda _: Reply(status=500), lambda _: (Reply(status=500), ()))
    method = getattr(
        form(kind, TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={})), verb
    )
    builder = {"create": kind.api().create, "list": kind.api().list_}[verb]
    assert inspect.signature(method).parameters == inspect.signature(builder).parameters
    assert inspect.getdoc(method) == inspect.getdoc(builder)
    assert inspect.signature(method).return_annotation is not inspect.signature(builder).return_annotation


def test_wrong_parameters_are_type_errors() -> None:
    """A parameter that the spec does not know, or a positional one, is refused as Python does; nothing is sent."""
    resource, transport = resource_over(lambda _: json_reply({"result": "018a"}))
    with pytest.raises(TypeError, match="no_such_thing"):
        resource.create(no_such_thing=1)
    with pytest.raises(TypeError):
        resource.create("https://x/a.png")
    assert transport.requests == []


PAIRS = [(Meshy, AsyncMeshy), (TaskResource, AsyncTaskResource), (TaskHandle, AsyncTaskHandle)]
RENAMED = {"aclose": "close", "__aenter__": "__enter__", "__aexit__": "__exit__"}


def members_of(kind: type) -> dict[str, Any]:
    """List the public members of a class, and those that make it a context manager, by their blocking names."""
    own = {name: value for name, value in vars(kind).items() if not name.startswith("_") or name in RENAMED}
    declared = {name: None for name in inspect.get_annotations(kind) if not name.startswith("_")}
    return {RENAMED.get(name, name): value for name, value in {**declared, **own}.items()}


@pytest.mark.parametrize(("blocking", "asynchronous"), PAIRS, ids=lambda kind: kind.__name__)
def test_both_have_the_same_members(blocking: type, asynchronous: type) -> None:
    """Both clients have the same methods, with the same parameters, defaults and help."""
    ours = {name: value for name, value in members_of(blocking).items() if name not in ("__enter__", "__exit__")}
    theirs = {name: value for name, value in members_of(asynchronous).items() if name not in ("__enter__", "__exit__")}
    assert sorted(ours) == sorted(theirs)
    for name in ours:
        if not (callable(ours[name]) and callable(theirs[name])):
            continue
        mine, other = inspect.signature(ours[name]), inspect.signature(theirs[name])
        assert str(mine.replace(return_annotation=None)) == str(other.replace(return_annotation=None)).replace(
            "Async", ""
        ), name
        said = (inspect.getdoc(theirs[name]) or "").replace("Async", "")
        assert inspect.getdoc(ours[name]) == said, name


def test_both_are_made_alike() -> None:
    """Both clients are constructed with the same settings and hold the same resources."""
    assert inspect.signature(Meshy).parameters == inspect.signature(AsyncMeshy).parameters
    with Meshy("k") as blocking:
        for kind in KINDS:
            found = attrgetter(".".join(words_of("meshy", kind)).replace("-", "_"))
            assert isinstance(found(blocking), TaskResource)
            assert isinstance(found(AsyncMeshy("k")), AsyncTaskResource)
            assert found(blocking) is found(blocking)


# Clients


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and address may come from the environment; arguments win over it."""
    monkeypatch.setenv("MESHY_API_KEY", "from-environment")
    monkeypatch.setenv("MESHY_BASE_URL", "https://proxy.example/meshy/")
    with Meshy() as client:
        assert client.session.headers["authorization"] == "Bearer from-environment"
        assert client.session.base_url == "https://proxy.example/meshy"
    with Meshy("given", base_url="https://other.example") as client:
        assert client.session.headers["authorization"] == "Bearer given"
        assert client.session.base_url == "https://other.example"


def test_options_make_another_client() -> None:
    """Options hold for the new client only, which shares the connections."""
    with Meshy("k", timeout=9) as client:
        other = client.with_options(timeout=0.5, headers={"X-Trace": "1"})
        assert (client.session.timeout, other.session.timeout) == (9, 0.5)
        assert other.session.headers == {**client.session.headers, "x-trace": "1"}
        assert other.session.transport is client.session.transport
        assert other.image_to_3d.task("1").id == "1"
        assert client.with_options().session == client.session
        with pytest.raises(InputError, match="X-Trace"):
            client.with_options(headers={"X-Trace": "1\r\nX-Other: 2"})


def test_without_the_extra_the_emulator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the emulator where it is not installed names the extra."""
    monkeypatch.setitem(__import__("sys").modules, "meshwright.emulator", None)
    with pytest.raises(ConfigurationError, match=r"meshwright\[emulator\]"):
        Meshy(emulator=True)


def test_balance() -> None:
    """The balance is a number of credits."""
    with Meshy("k") as client:
        transport = FakeTransport(lambda _: json_reply({"balance": 12}), lambda _: (Reply(status=500), ()))
        client._open(TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={}))
        assert client.balance() == 12
    assert run(transport.aclose()) is None


@pytest.mark.parametrize(("base_url", "sent"), [("http://127.0.0.1:1", "cat%20%C3%BC.png"), ("https://api.x", None)])
def test_names_of_files_stay_on_this_machine(tmp_path: Path, base_url: str, sent: str | None) -> None:
    """The name of a local file is sent to an emulator on this machine, and never to a service."""
    (tmp_path / "cat ü.png").write_bytes(PICTURE)
    transport = FakeTransport(lambda _: json_reply({"result": "task-1"}), lambda _: (Reply(status=500), ()))
    session = TaskSession(transport=transport, dialect=MESHY, base_url=base_url, headers={})
    TaskResource(IMAGE_TO_3D, session).create(image_url=tmp_path / "cat ü.png")
    assert [request.headers.get("x-meshwright-input") for request in transport.requests] == [sent]
    assert b"cat" not in b"".join(transport.requests[0].body)
