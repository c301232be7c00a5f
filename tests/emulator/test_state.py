"""The emulator's state in a test, while other clients use it."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from helpers.api import DONE, SMALL, Api
from meshwright import Meshy
from meshwright.emulator import Emulator
from meshwright.emulator.headers import INPUT
from meshwright.spec.reading import load_kinds


def without_urls(state: dict[str, Any]) -> dict[str, Any]:
    return {**state, "tasks": [(task["id"], task["status"], task["request"]) for task in state["tasks"]]}


def test_python_is_told_the_same(started: Any) -> None:
    """Python returns the same as GET /_emulator/state, with the newest task first and each task's request."""
    api: Api = started()
    ids = [api.create(), api.create(body={**SMALL, "target_polycount": 400})]
    state = api.emulator.state()
    assert [task["id"] for task in state["tasks"]] == ids[::-1]
    assert state["tasks"][0]["request"] == {"target_polycount": 400, "should_texture": False, "target_formats": ["glb"]}
    assert without_urls(api.http.get("/_emulator/state").json()) == without_urls(state)


@pytest.mark.parametrize(
    ("header", "body", "name"),
    [
        ("a%20cat.png", SMALL, "a cat.png"),
        ("", SMALL, ""),
        ("x%0Ay" + 200 * "z", SMALL, f"x y{97 * 'z'}"),
        ("%ff", SMALL, "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_a_task_is_named_by_its_input(started: Any, header: str, body: dict[str, Any], name: str) -> None:
    """The state names the input of a task as the request's header does; the content of a file has no name."""
    api: Api = started()
    sent = api.http.post("/openapi/v1/image-to-3d", json=body, headers={INPUT: header} if header else {})
    assert sent.status_code == 202
    assert [task["input"] for task in api.emulator.state()["tasks"]] == [name]


def test_our_client_names_its_files(started: Any, tmp_path: Path) -> None:
    """A local file is named to an emulator on this machine, and a task is named by what its first step is made of."""
    api: Api = started()
    (tmp_path / "küche 1.png").write_bytes(base64.b64decode(SMALL["image_url"].partition(",")[2]))
    with Meshy("msy_any", base_url=api.emulator.url) as meshy:
        made = meshy.image_to_3d.create(image_url=tmp_path / "küche 1.png", target_formats=["glb"])
        api.emulator.advance(seconds=DONE)
        made.wait()
        meshy.resize.create(input_task_id=made, resize_height=1.8)
        meshy.text_to_3d.create(mode="preview", prompt="a\nwooden chair")
        meshy.multi_image_to_3d.create(image_urls=[tmp_path / "küche 1.png"] * 2)
    named = [task["input"] for task in api.emulator.state()["tasks"]]
    assert named == ["küche 1.png and 1 more", "a wooden chair", "küche 1.png", "küche 1.png"]


def test_the_first_command_works(started: Any) -> None:
    """The page's first command posts a picture to the first kind that the spec describes; it is accepted."""
    api: Api = started()
    first = api.emulator.state()["first"]
    assert first["path"].endswith(f"/{next(iter(load_kinds('meshy')))}")
    answer = api.http.post(first["path"], json={first["member"]: SMALL["image_url"]})
    assert answer.status_code == 202


def test_looking_disturbs_nobody(started: Any) -> None:
    """While tasks come and go, others may look, and arm faults, from as many threads as they like."""
    api: Api = started(queue=100)
    over = Event()

    def look() -> int:
        looks = 0
        while not over.is_set():
            api.emulator.faults.arm("sse_cut")
            assert len(api.emulator.state()["tasks"]) <= 1
            api.emulator.faults.disarm()
            looks += 1
        return looks

    with ThreadPoolExecutor(3) as threads:
        looking = [threads.submit(look) for _ in range(3)]
        try:
            for _ in range(20):
                assert api.http.delete(f"/openapi/v1/image-to-3d/{api.create()}").status_code < 300
        finally:
            over.set()
        assert all(look.result() for look in looking)
    state = api.emulator.state()
    assert (state["tasks"], state["balance"], state["faults"]) == ([], api.emulator.settings.balance, [])


def test_no_server_no_state() -> None:
    """An emulator that is not running raises an error that states what to do."""
    with pytest.raises(RuntimeError, match="start"):
        Emulator().state()
