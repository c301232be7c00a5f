"""The request of an item: its name, its input, and the tasks of its chain, each made of one before it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from helpers.prepared_service import PICTURE
from meshwright import AsyncMeshy, InputError, step
from meshwright.fleet.chains import PLACEHOLDER, Chains, digest_of, local_files, plain_parameters
from meshwright.fleet.requests import Requests, name_of_input
from meshwright.tasks.submitting import price_of
from meshwright_api.meshy import tasks

MESHY = Chains("meshy", tasks.KINDS)
URL = "https://x.example/models/A%20cat.png?size=5"


@pytest.mark.parametrize(
    ("word", "kind", "implied"),
    [
        ("image_to_3d", "image-to-3d", {}),
        ("image-to-3d", "image-to-3d", {}),
        ("analyze", "print-analyze", {}),
        ("multi-color", "print-multi-color", {}),
        ("text_to_3d", "text-to-3d", {"mode": "preview"}),
        ("refine", "text-to-3d", {"mode": "refine"}),
        ("by_color", None, {}),
        ("build", None, {}),
        ("to-3d", None, {}),
        ("3d", None, {}),
        ("", None, {}),
    ],
)
def test_the_kind_that_a_word_means(word: str, kind: str | None, implied: dict[str, Any]) -> None:
    """A kind by its whole name, by its last words if only one has them, or by a mode."""
    if kind is None:
        with pytest.raises(InputError, match=rf"kind: '{word}' is not a kind of task; there are image-to-3d, "):
            MESHY.resolve(word)
    else:
        assert MESHY.resolve(word) == (kind, implied)


@pytest.mark.parametrize(
    ("kinds", "linked"),
    [
        (["image-to-3d", "remesh"], ("input_task_id", 0)),
        (["image-to-3d", "remesh", "print-analyze", "print-repair"], ("input_task_id", 2)),
        (["image-to-3d", "print-analyze", "remesh"], ("input_task_id", 0)),
        (["text-to-image", "image-to-image", "image-to-3d"], ("input_task_id", 1)),
        (["image-to-3d", "rigging", "text-to-motion", "animations"], ("motion_task_id", 2)),
        (["image-to-3d", "text-to-motion", "rigging", "animations"], ("rig_task_id", 2)),
        (["text-to-motion", "remesh"], None),
        (["text-to-3d", "image-to-3d"], None),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_what_a_task_is_made_of(kinds: list[str], linked: tuple[str, int] | None) -> None:
    """Of the nearest task before it that the spec allows, by the parameter for its kind; any model will do."""
    steps = [{"kind": kind, "parameters": {}} for kind in kinds]
    assert MESHY.link(steps, 0) is None
    if linked is None:
        with pytest.raises(InputError, match=f"{kinds[-1]} cannot be made of {kinds[0]}"):
            MESHY.link(steps, len(steps) - 1)
        return
    assert MESHY.link(steps, len(steps) - 1) == linked
    ids = [f"task-{number}" for number in range(len(steps))]
    assert MESHY.bound(steps, len(steps) - 1, ids) == {linked[0]: ids[linked[1]]}
    steps[-1]["parameters"] = {linked[0]: "mine"}
    assert MESHY.bound(steps, len(steps) - 1, ids) == {linked[0]: "mine"}
    assert MESHY.bound(steps, 0, ids) == {}


def test_the_creates_of_a_chain() -> None:
    """They are made in order, each with a stand-in for the task before it; what cannot be sent is refused."""
    steps = [{"kind": "image-to-3d", "parameters": {"image_url": URL}}, *MESHY.tail([step("remesh")])]
    first, second = MESHY.operations(steps)
    assert (first.body, second.body) == ({"image_url": URL}, {"input_task_id": PLACEHOLDER})
    with pytest.raises(InputError, match=r"image-to-3d: .*'colour'"):
        MESHY.operation("image-to-3d", {"colour": "red"})
    with pytest.raises(InputError, match="animations: needs the parameter rig_task_id"):
        MESHY.operation("animations", {})
    assert [MESHY.takes_many(kind) for kind in ("image-to-3d", "multi-image-to-3d")] == [False, True]
    assert [MESHY.main_keyword(kind) for kind in ("image-to-3d", "text-to-3d")] == ["image_url", "prompt"]


class Handle:
    """A handle, or a task."""

    id = "task-7"


def test_parameters_that_can_be_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths become absolute and handles ids, also in lists; contents are refused, and what is not given is left out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    given = {"a": Path("x.png"), "b": [Path("~/y.png"), (URL, 5)], "c": None, "d": Handle(), "e": "x.png", "f": False}
    assert plain_parameters(given, "resize") == {
        "a": str(tmp_path / "x.png"),
        "b": [str(tmp_path / "home" / "y.png"), [URL, 5]],
        "d": "task-7",
        "e": "x.png",
        "f": False,
    }
    for content in (b"x", bytearray(b"x"), io.BytesIO(b"x"), "data:image/png;base64,AA", "DATA:,", [b"x"]):
        with pytest.raises(InputError, match="a: resize: a batch stores no contents"):
            plain_parameters({"a": content}, "resize")


def test_requests_are_recognized() -> None:
    """Equal requests have one digest in any order of their members, and others have others."""
    assert digest_of([{"a": 1, "b": 2}]) == digest_of([{"b": 2, "a": 1}]) != digest_of([{"a": 1, "b": 3}])
    assert len(digest_of([])) == 32


def test_the_files_of_a_create() -> None:
    """Those of this machine, and no addresses."""
    several = MESHY.operation("multi-image-to-3d", {"image_urls": ["a.png", URL, "b.png"]})
    assert local_files(several) == ["a.png", "b.png"]
    assert local_files(MESHY.operation("image-to-3d", {"image_url": "a.png"})) == ["a.png"]
    assert local_files(MESHY.operation("text-to-3d", {"mode": "preview", "prompt": "a.png"})) == []


# ------------------------------------------------------------------------------------------------------------- requests
def requests(kind: str, *then: Any, **parameters: Any) -> Requests:
    """Make the requests of a kind."""
    return Requests.of(MESHY, AsyncMeshy("key", base_url="http://127.0.0.1:1").session, kind, then, parameters)


HELD = io.BytesIO(b"x")


@pytest.mark.parametrize(
    ("given", "one", "many"),
    [
        (None, [None], [None]),
        ("a.png", ["a.png"], [["a.png"]]),
        (Path("a.png"), [Path("a.png")], [[Path("a.png")]]),
        (b"x", [b"x"], [[b"x"]]),
        (bytearray(b"x"), [bytearray(b"x")], [[bytearray(b"x")]]),
        (HELD, [HELD], [[HELD]]),
        (["a.png", Path("b.png")], ["a.png", Path("b.png")], [["a.png", Path("b.png")]]),
        ([["a.png", "b.png"], ["c.png"]], [["a.png", "b.png"], ["c.png"]], [["a.png", "b.png"], ["c.png"]]),
        ([], [], []),
    ],
    ids=["none", "text", "path", "bytes", "bytearray", "stream", "list", "lists", "empty"],
)
def test_the_inputs_of_items(given: Any, one: list[Any], many: list[Any]) -> None:
    """Each input is an item; where a task takes several, a list of files is one item."""
    assert list(requests("image_to_3d").inputs(given)) == one
    assert list(requests("multi_image_to_3d").inputs(given)) == many


def test_the_price_of_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that of all tasks, worked out once for requests that differ in the input only."""
    worked: list[str] = []

    def counted(session: Any, operation: Any) -> Any:
        worked.append(operation.name)
        return price_of(session, operation)

    monkeypatch.setattr("meshwright.fleet.requests.price_of", counted)
    asked = requests("image_to_3d", step("remesh"), should_texture=False)
    first, second = asked.request(URL), asked.request("https://x.example/b.png")
    assert len(worked) == 2
    assert first.prices == second.prices
    assert first.credits == sum(first.prices) > max(first.prices)
    name, stored, digest, credits = first.row("cat")
    assert (name, digest, credits) == ("cat", digest_of(first.steps), first.credits)
    assert [each["credits"] for each in json.loads(stored)] == list(first.prices)
    assert digest != second.row("cat")[2]
    assert [each["parameters"] for each in first.steps] == [{"should_texture": False, "image_url": URL}, {}]
    assert requests("remesh", input_task_id="x").request(None).steps == [
        {"kind": "remesh", "parameters": {"input_task_id": "x"}}
    ]


def test_each_input_is_checked(tmp_path: Path) -> None:
    """A file that cannot be sent is refused although the price is known."""
    (tmp_path / "a.png").write_bytes(PICTURE)
    asked = requests("image_to_3d")
    assert asked.request(tmp_path / "a.png").files == [str(tmp_path / "a.png")]
    with pytest.raises(InputError, match="does not exist"):
        asked.request(tmp_path / "b.png")
    assert asked.request(URL).files == []


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (Path("pictures/a cat.png"), "a_cat"),
        ("pictures/cat.png", "cat"),
        (URL, "A_20cat"),
        ("a wooden knight", "a_wooden_knight"),
        ("a knight. " * 20, None),
        ([Path("cat.png"), Path("dog.png")], "cat"),
        (["https://x.example/cat.png"], "cat"),
        ((), ""),
        ("", ""),
        (None, ""),
        ("a cat / a dog", "a_cat___a_dog"),
        ("a cat / a dog. " * 90, None),
        ("x" * 59, "x" * 59),
        ("x" * 61, "x" * 60),
        ("x" * 995 + ".png", "x" * 60),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_the_name_of_an_item(value: Any, name: str | None) -> None:
    """That of its file, or the beginning of its text, in a form that can be a folder."""
    found = name_of_input(value)
    if name is None:
        assert found == found.strip(" .")
        assert found.startswith(f"a_{value[2:5]}")
        assert 50 < len(found) <= 60
    else:
        assert found == name
