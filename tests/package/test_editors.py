"""What editors and notebooks show: completion by jedi, short reprs, tracebacks without our frames."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any

import pytest
from helpers.loopback import unused_url
from meshwright import ConnectionFailed, Meshy, RetryPolicy
from meshwright.frames import rendered
from meshwright.spec.shapes import shape_of
from meshwright_api.meshy.models import ImageTo3DTask

pytestmark = pytest.mark.usefixtures("no_certificates")
ID = "018a210d-8ba4-705c-b111-1f1776f7f578"
HANDLE = {"wait", "download", "stream", "id"}
IN_ASYNCIO = "from meshwright import AsyncMeshy\nasync def main():\n "
PASSED_ON = """
from typing import Callable, Generic, ParamSpec, TypeVar
P = ParamSpec("P")
T = TypeVar("T")
class Task:
    def hello(self): ...
class Kind(Generic[P, T]):
    def __init__(self, create: Callable[P, object], model: type[T]) -> None: ...
class Resource(Generic[P, T]):
    create: Callable[P, object]
    def __init__(self, kind: Kind[P, T]) -> None: ...
    def get(self) -> T: ...
def build(*, image_url: str = "") -> Task: ...
"""
"""A resource of a client, reduced to a few lines."""


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from meshwright import Mesh", {"Meshy", "MeshwrightError"}),
        ("from meshwright import Meshy\nMeshy().", {"image_to_3d", "creative_lab", "balance", "resume"}),
        ("from meshwright import Meshy\nMeshy().image_to_3d.", {"create", "run", "task", "list", "estimate"}),
        ("from meshwright import FlightHub\nFlightHub().", {"models", "resources", "flights"}),
        ("from meshwright import Meshy\nwith Meshy() as meshy:\n    meshy.image_to_3d.", {"create", "run"}),
        ("from meshwright import Meshy\nMeshy().image_to_3d.create(image_url='x').", HANDLE),
        ("from meshwright import Meshy\nwith Meshy() as meshy:\n    meshy.resize.task('x').", HANDLE),
        ("from meshwright import Meshy\nMeshy().creative_lab.lamp_build.create(1).", HANDLE),
        (f"{IN_ASYNCIO}async with AsyncMeshy() as meshy:\n  (await meshy.remesh.create(1)).", HANDLE),
        ("from meshwright import Meshy\nMeshy().image_to_3d.run('x').", {"task", "paths"}),
    ],
)
def test_completion(code: str, names: set[str]) -> None:
    """An editor that uses jedi completes the public names, a client's resources and their methods."""
    jedi = pytest.importorskip("jedi")
    assert names <= {each.name for each in jedi.Script(code).complete()}


def test_other_twins_are_not_mixed_in() -> None:
    """The handle of a blocking client is not taken for a coroutine, nor that of an asyncio client for a handle."""
    jedi = pytest.importorskip("jedi")
    start = "from meshwright import Meshy, AsyncMeshy\n"
    blocking, awaited = (
        {each.name for each in jedi.Script(f"{start}{client}().image_to_3d.create(1).").complete()}
        for client in ("Meshy", "AsyncMeshy")
    )
    assert ("wait" in blocking, "cr_await" in blocking) == (True, False)
    assert ("wait" in awaited, "cr_await" in awaited) == (False, True)


def test_completion_in_a_notebook() -> None:
    """IPython completes the parameters of a create, one after the other, and the attributes of a task that is there."""
    jedi = pytest.importorskip("jedi")
    with Meshy("k", base_url="http://127.0.0.1:1") as meshy:
        there = [{"meshy": meshy, "done": ImageTo3DTask.from_dict(shape_of("meshy", "image-to-3d").example)}]
        for code, names, gone in (
            ("meshy.image_to_3d.create(", {"image_url=", "ai_model=", "target_formats="}, set[str]()),
            ("meshy.image_to_3d.create(image_url='x', ", {"ai_model="}, {"image_url="}),
            ("meshy.image_to_3d.run('out', image_", {"image_url=", "image_enhancement="}, set[str]()),
            ("done.", {"model_urls", "ai_model", "consumed_credits", "thumbnail_url"}, set[str]()),
        ):
            found = {each.name for each in jedi.Interpreter(code, there).complete()}
            assert names <= found
            assert not gone & found
        (signature,) = jedi.Interpreter("meshy.image_to_3d.create(", there).get_signatures()
        assert [each.name for each in signature.params][:2] == ["image_url", "input_task_id"]


@pytest.mark.parametrize(
    ("use", "name"),
    [
        ("Resource(Kind(build, Task)).create(", "image_url="),
        ("Resource(Kind(build, Task)).get().", "hello"),
    ],
)
@pytest.mark.xfail(strict=True, reason="if jedi learns it, editors complete these too")
def test_limits_of_jedi(use: str, name: str) -> None:
    """Without running code, jedi 0.20 knows no ParamSpec, and loses the type that an argument of a constructor has.

    So it completes neither the parameters of ``create`` nor the attributes of a task, unless the objects are there.
    """
    jedi = pytest.importorskip("jedi")
    found = {each.name for each in jedi.Script(PASSED_ON + use).complete()}
    assert name in found


def test_reprs_are_short() -> None:
    """Clients, resources and handles are named by their address, their kind and the beginning of the id."""
    with Meshy("secret", base_url="http://127.0.0.1:1") as meshy:
        named = [meshy, meshy.creative_lab, meshy.image_to_3d, meshy.image_to_3d.task(ID), meshy.resize.task("a1")]
        assert [repr(each) for each in named] == [
            "<Meshy http://127.0.0.1:1>",
            "<CreativeLab http://127.0.0.1:1>",
            "<TaskResource image-to-3d>",
            "<TaskHandle image-to-3d 018a210d…>",
            "<TaskHandle resize a1>",
        ]


def raised() -> ConnectionFailed:
    """Return the error of a call that reaches nothing."""
    once = RetryPolicy(attempts=1)
    with Meshy("k", base_url=unused_url(), retry=once) as meshy, pytest.raises(ConnectionFailed) as caught:
        meshy.balance()
    return caught.value


def files_of(link: TracebackType | None) -> list[str]:
    """List the files of a traceback."""
    return [] if link is None else [link.tb_frame.f_code.co_filename, *files_of(link.tb_next)]


def test_notebooks_hide_our_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    """IPython is given a traceback that ends at the caller's line, without causes; the error itself keeps both."""
    shown: list[tuple[list[str], object]] = []

    class InteractiveTB:
        @staticmethod
        def structured_traceback(kind: type, error: Exception, link: TracebackType, tb_offset: int) -> list[str]:
            shown.append((files_of(link), error.__cause__))
            return [f"{kind.__name__}, {tb_offset}"]

    ipython: Any = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(InteractiveTB=InteractiveTB)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    error = raised()
    before = files_of(error.__traceback__), error.__cause__
    assert error._render_traceback_() == ["ConnectionFailed, 0"]
    assert shown == [([__file__], None)]
    assert (files_of(error.__traceback__), error.__cause__) == before
    assert len(before[0]) > 3


def test_tracebacks_without_ipython(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a running IPython the same lines are written by Python itself."""
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    text = "".join(rendered(raised()))
    assert text.count("File ") == 1
    assert "balance()" in text
    assert "ConnectionFailed: cannot reach 127.0.0.1:" in text
