"""What editors and notebooks show: completion by jedi, short reprs, tracebacks without our frames."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any

import pytest
from helpers.loopback import unused_url
from meshwright import ConnectionFailed, Meshy, RetryPolicy
from meshwright.frames import rendered

pytestmark = pytest.mark.usefixtures("no_certificates")
ID = "018a210d-8ba4-705c-b111-1f1776f7f578"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("from meshwright import Mesh", {"Meshy", "MeshwrightError"}),
        ("from meshwright import Meshy\nMeshy().", {"image_to_3d", "creative_lab", "balance", "resume"}),
        ("from meshwright import Meshy\nMeshy().image_to_3d.", {"create", "run", "task", "list", "estimate"}),
        ("from meshwright import FlightHub\nFlightHub().", {"models", "resources", "flights"}),
    ],
)
def test_completion(code: str, names: set[str]) -> None:
    """An editor that uses jedi completes the public names, a client's resources and their methods."""
    jedi = pytest.importorskip("jedi")
    assert names <= {each.name for each in jedi.Script(code).complete()}


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
