"""The account and the animation library: records of usage, showcases, and the actions of rigged figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from helpers.api import picture
from helpers.contract.prepared import prepare
from meshwright import BadRequest, InsufficientCredits, Meshy, PermissionDenied
from meshwright.emulator import Clock, Emulator, Settings

KEY = "msy_team_x7Qp"
QUICK: dict[str, Any] = {"target_polycount": 300, "should_texture": False, "target_formats": ["glb"]}


@pytest.fixture(scope="module", params=["personal", "studio", "enterprise"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        settings = Settings(account=request.param, clock=Clock(0), api_key=KEY, balance=100)
        with Emulator(settings) as one:
            yield one


@pytest.fixture
def meshy(emulator: Emulator) -> Iterator[Meshy]:
    emulator.reset()
    with Meshy(KEY, base_url=emulator.url) as client:
        yield client


@pytest.mark.parametrize("emulator", ["personal", "studio"], indirect=True)
def test_showcases_are_for_enterprises(meshy: Meshy) -> None:
    """Without an Enterprise key showcases are 403, and cost nothing."""
    with pytest.raises(PermissionDenied, match=r"key of a team \(Enterprise\)"):
        meshy.showcases()
    assert meshy.balance() == 100


@pytest.mark.parametrize("emulator", ["personal"], indirect=True)
def test_usage_is_for_teams(meshy: Meshy) -> None:
    """Without a team's key the records of usage are 403."""
    with pytest.raises(PermissionDenied, match=r"key of a team \(Studio or Enterprise\)"):
        meshy.usage()


@pytest.mark.parametrize("emulator", ["studio"], indirect=True)
def test_the_books(emulator: Emulator, meshy: Meshy) -> None:
    """D42: finished tasks are recorded with their credits, failed ones with 0, also after they were deleted."""
    good = meshy.image_to_3d.create(image_url=picture(), **QUICK)
    emulator.advance(seconds=1)
    emulator.faults.arm("fail_task:timeout")
    bad = meshy.image_to_3d.create(image_url=picture(), **QUICK)
    emulator.advance(seconds=10)
    words = meshy.text_to_image.create(ai_model="nano-banana", prompt="a cat")
    emulator.advance(seconds=10)
    good.delete()
    found = meshy.usage()
    assert [(each.task_id, each.endpoint, each.status, each.consumed_credits) for each in found.records] == [
        (words.id, "text-to-image", "SUCCEEDED", 3),
        (bad.id, "image-to-3d", "FAILED", 0),
        (good.id, "image-to-3d", "SUCCEEDED", 5),
    ]
    assert (found.records[0].api_key_suffix, found.has_more) == ("x7Qp", False)
    assert [each.task_id for each in meshy.usage(status="FAILED").records] == [bad.id]
    assert [each.task_id for each in meshy.usage(endpoints="text-to-image,remesh").records] == [words.id]
    first = meshy.usage(page_size=2, sort_by="+created_at")
    assert ([each.task_id for each in first.records], first.has_more) == ([good.id, bad.id], True)


@pytest.mark.parametrize("emulator", ["studio"], indirect=True)
def test_windows_of_usage(emulator: Emulator, meshy: Meshy) -> None:
    """Thirty days are shown unless asked otherwise; a window of more than a year, or a backward one, is refused."""
    task = meshy.text_to_image.create(ai_model="nano-banana", prompt="a cat")
    emulator.advance(seconds=40 * 86400)
    assert meshy.usage().records == []
    now = datetime.fromtimestamp(emulator.settings.clock.now(), UTC)
    early = now - timedelta(days=50)
    assert [each.task_id for each in meshy.usage(start_time=early.isoformat()).records] == [task.id]
    with pytest.raises(BadRequest, match="longer than a year"):
        meshy.usage(start_time=(now - timedelta(days=400)).isoformat())
    with pytest.raises(BadRequest, match="start_time: month must be"):
        meshy.usage(start_time="2026-99-01T00:00:00Z")
    with pytest.raises(BadRequest, match='start_time: "yesterday" does not match'):
        meshy.usage(start_time="yesterday")
    with pytest.raises(BadRequest, match="not be after end_time"):
        meshy.usage(start_time=now.isoformat(), end_time=early.isoformat())


@pytest.mark.parametrize("emulator", ["enterprise"], indirect=True)
def test_showcases(emulator: Emulator, meshy: Meshy) -> None:
    """Showcases are models that the emulator has made; each request costs a credit, and without one it is 402."""
    task = meshy.text_to_3d.create(mode="preview", prompt="a brave knight", target_formats=["glb"])
    emulator.advance(seconds=10)
    before = meshy.balance()
    (found,) = meshy.showcases(search="knight").result
    assert (found.id, found.name) == (task.id, "a brave knight")
    assert httpx.get(found.model_url or "").status_code == 200
    assert meshy.showcases(search="dragon").result == []
    assert meshy.showcases(format_="fbx").result == []
    assert meshy.balance() == before - 3
    while meshy.balance():
        meshy.showcases()
    with pytest.raises(InsufficientCredits):
        meshy.showcases()


@pytest.mark.parametrize("emulator", ["personal"], indirect=True)
def test_the_library(meshy: Meshy) -> None:
    """The library has at least 20 actions, in five categories; name, category and ids select some."""
    actions = meshy.animation_library()
    assert len(actions) >= 20
    assert len({each.action_id for each in actions}) == len(actions)
    assert {each.category for each in actions} == {
        "WalkAndRun",
        "BodyMovements",
        "DailyActions",
        "Fighting",
        "Dancing",
    }
    assert [each.name for each in meshy.animation_library(search="WAVE")] == ["Wave"]
    assert [each.action_id for each in meshy.animation_library(action_ids="2,-1,1,9999")] == [1, 2]
    assert {each.category for each in meshy.animation_library(category="Dancing")} == {"Dancing"}
    with pytest.raises(BadRequest, match="action_ids"):
        meshy.animation_library(action_ids="wave")


@pytest.mark.parametrize("emulator", ["personal"], indirect=True)
def test_the_public_library(emulator: Emulator, meshy: Meshy) -> None:
    """The public library needs no key and lists the same actions."""
    found = httpx.get(f"{emulator.url}/web/public/animations/resources?category=Dancing").json()["result"]
    assert found["total"] == len(found["list"]) == len(meshy.animation_library(category="Dancing"))
    assert len(meshy.public_animations().result.list_) == len(meshy.animation_library())
