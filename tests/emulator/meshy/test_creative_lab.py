"""Creative Lab: pictures become products, end to end, how they are canceled, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trimesh
from helpers.api import data_uri, picture
from helpers.contract.prepared import prepare
from helpers.sample import sample_picture
from meshwright import BadRequest, Conflict, Meshy, NotFound, TaskCanceled, parse_webhook
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.ledger.journal import Ledger
from meshwright_api.meshy.tasks import WEBHOOK_SECRET_HEADER
from PIL import Image

pytestmark = pytest.mark.usefixtures("engine_here")

_trimesh: Any = trimesh
PICTURE = data_uri(picture())
DONE = 10.0


class Lab:
    """An emulator whose clock stands still and whose work takes no time, and a client of it."""

    def __init__(self, **settings: Any) -> None:
        self.emulator = Emulator(Settings(clock=Clock(rate=0), **settings)).start()
        self.meshy = Meshy("msy_test", base_url=self.emulator.url)

    def close(self) -> None:
        self.meshy.close()
        self.emulator.stop()

    def made(self, kind: str, **given: Any) -> Any:
        """Create a task, let it end, and return its handle."""
        handle = getattr(self.meshy.creative_lab, kind).create(**given)
        self.emulator.advance(seconds=DONE)
        handle.wait()
        return handle


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    prepare(monkeypatch)
    one = Lab()
    yield one
    one.close()


def image(side: int, format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, 64), "crimson").save(out, format)
    return out.getvalue()


@pytest.mark.parametrize(
    ("product", "given", "chosen", "files", "credits"),
    [
        ("keychain", {"name_text": "Tom"}, {"options": {"badge_shape": "star"}}, ["model.glb"], (6, 30)),
        ("fridge_magnet", {}, {"output": {"format": "obj"}}, ["model.zip"], (6, 30)),
        ("lamp", {}, {"options": {"diameter_mm": 60}}, ["lamp.stl", "base.stl"], (30, 6)),
        ("figure", {}, {}, ["model.glb", "model.obj", "model.mtl", "texture_0.png", "thumbnail.png"], (6, 30)),
        ("vinyl_figure", {}, {}, ["model.glb"], (6, 30)),
        ("brick_figure", {}, {}, ["model.glb"], (6, 30)),
        ("keycap", {}, {"options": {"head_size_mm": 18}}, ["model.glb", "obj.zip"], (12, 50)),
        ("fidget_pixel", {"type_": "other"}, {}, ["model.3mf"], (6, 30)),
    ],
)
@pytest.mark.engine
def test_a_picture_becomes_a_product(
    tmp_path: Path, product: str, given: Any, chosen: Any, files: list[str], credits: tuple[int, int]
) -> None:
    """A prototype and a build of it have their prices, notes, types and files, whose models are closed."""
    with Meshy(emulator=True) as meshy:
        group = meshy.creative_lab
        prototype = getattr(group, f"{product}_prototype").create(
            image_url=sample_picture(tmp_path / "picture.png"), **given
        )
        drawn = prototype.wait()
        if product == "keycap":
            chosen = {**chosen, "candidate_id": drawn.candidate_ids[0]}
        build = getattr(group, f"{product}_build").create(input_task_id=prototype, **chosen)
        done = build.wait()
        assert (drawn.consumed_credits, done.consumed_credits) == credits
        assert (drawn.type_, done.type_) == (prototype.kind.name, build.kind.name)
        assert done.expires_at == done.finished_at + 3 * 86_400_000
        assert len(drawn.image_urls) == 1
        assert prototype.notes()
        assert build.notes()
        names = [path.name for path in build.download(tmp_path / "build")]
    assert names == files
    for name in names:
        path = tmp_path / "build" / name
        if path.suffix == ".zip":
            assert {"model.obj", "model.mtl"} <= set(zipfile.ZipFile(path).namelist())
        elif path.suffix in (".glb", ".stl"):
            mesh = _trimesh.load(path, force="mesh")
            mesh.merge_vertices(merge_tex=True, merge_norm=True)
            assert mesh.is_watertight, name


def test_a_task_that_has_ended_stays(lab: Lab) -> None:
    """D46: a DELETE of a task that has ended is refused with 409, and nothing changes."""
    prototype = lab.made("keychain_prototype", image_url=PICTURE)
    before = lab.meshy.balance()
    for _ in range(2):
        with pytest.raises(Conflict, match="Task is SUCCEEDED: it can be neither canceled nor deleted"):
            prototype.delete()
    assert prototype.get().status == "SUCCEEDED"
    assert lab.meshy.balance() == before


@pytest.mark.parametrize(
    ("seconds", "cost", "progress"), [(0.0, 0, 0), (0.499, 0, 0), (0.5, 30, 0), (1.5, 30, 50)], ids=str
)
def test_a_cancel_ends_a_task(lab: Lab, seconds: float, cost: int, progress: int) -> None:
    """D47: a canceled task costs nothing if it had not begun, else its price, and ends at once."""
    prototype = lab.made("keychain_prototype", image_url=PICTURE)
    before = lab.meshy.balance()
    build: Any = lab.meshy.creative_lab.keychain_build.create(input_task_id=prototype)
    lab.emulator.advance(seconds=seconds)
    build.delete()
    canceled_at = build.get().finished_at
    lab.emulator.advance(seconds=DONE)
    done = build.wait(check=False)
    assert (done.status, done.progress, done.consumed_credits) == ("CANCELED", progress, cost)
    assert done.finished_at == canceled_at == done.created_at + round(1000 * seconds)
    assert (done.started_at is None) == (cost == 0)
    assert not done.model_urls.to_dict()
    assert before - lab.meshy.balance() == cost
    with pytest.raises(TaskCanceled, match="it was canceled on request"):
        build.wait()
    with pytest.raises(Conflict, match="Task is CANCELED"):
        build.delete()
    assert [state.status for state in build.stream()] == ["CANCELED"]
    assert [each.status for each in lab.meshy.creative_lab.keychain_build.list()] == ["CANCELED"]


def test_times_are_null_until_reached(lab: Lab) -> None:
    """Times of a task are null, not 0, until they are reached."""
    task: Any = lab.meshy.creative_lab.keychain_prototype.create(image_url=PICTURE)
    assert [getattr(task.get(), name) for name in ("started_at", "finished_at", "expires_at")] == [None] * 3
    lab.emulator.advance(seconds=1.0)
    begun = task.get()
    assert begun.started_at == begun.created_at + 500
    assert (begun.finished_at, begun.expires_at) == (None, None)
    lab.emulator.advance(seconds=DONE)
    assert task.get().finished_at == begun.created_at + 2500


def test_a_canceled_task_after_a_restart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A canceled task is still canceled after a restart of an emulator that keeps its data, and refunded once."""
    prepare(monkeypatch)
    states: list[tuple[str, int]] = []
    id = ""
    for _ in range(2):
        lab = Lab(data=tmp_path)
        if not id:
            handle = lab.meshy.creative_lab.lamp_prototype.create(image_url=PICTURE)
            handle.delete()
            id = handle.id
        states.append((lab.meshy.creative_lab.lamp_prototype.get(id).status, lab.meshy.balance()))
        lab.close()
    assert states == [("CANCELED", 1000)] * 2


def test_the_ledger_knows_of_a_cancel(lab: Lab, tmp_path: Path) -> None:
    """A cancel is recorded in the ledger: nothing is left to resume."""
    with (
        Ledger(tmp_path / "ledger.sqlite") as ledger,
        Meshy("msy_test", base_url=lab.emulator.url, ledger=ledger) as meshy,
    ):
        meshy.creative_lab.keycap_prototype.create(image_url=PICTURE).delete()
        assert [submission.status for submission in ledger.submissions()] == ["CANCELED"]
        assert meshy.resume().tasks == []


@pytest.mark.parametrize(
    ("kind", "type"),
    [
        ("fidget_pixel_prototype", "creative-lab-fidget-pixel-prototype"),
        ("fidget_collapsible", "creative-lab-fidget-collapsible"),
    ],
)
def test_types_of_fidget_toys(lab: Lab, kind: str, type: str) -> None:
    """D48: the types of fidget toys follow the pattern of the others; a webhook with one is read."""
    given = {"type_": "person"} if kind.startswith("fidget_pixel") else {}
    done = lab.made(kind, image_url=PICTURE, **given).get()
    assert done.type_ == type
    headers = {WEBHOOK_SECRET_HEADER: "secret"}
    assert parse_webhook(headers, json.dumps(done.to_dict()).encode(), secret="secret").type_ == type


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (image(32), ""),
        (image(64, "WEBP"), ""),
        (image(64, "JPEG"), ""),
        (image(31), "the picture is 31 x 64 px, but each side must have 32 px"),
        (image(64, "GIF"), r"only \.jpg, \.jpeg, \.png and \.webp are supported; by its content it is a GIF"),
        (image(64) + bytes(20_000_000), "the picture is larger than 20000000 bytes"),
        (image(64)[:40], "the picture cannot be decoded"),
    ],
    ids=["32 px", "WebP", "JPEG", "31 px", "GIF", "20 MB", "cut"],
)
def test_limits_of_pictures(lab: Lab, content: bytes, refusal: str) -> None:
    """D49: the limits of pictures that are stated for keycaps hold for all products; a refusal costs nothing."""
    before = lab.meshy.balance()
    for kind in ("keycap_prototype", "fidget_collapsible"):
        create = getattr(lab.meshy.creative_lab, kind).create
        if refusal:
            with pytest.raises(BadRequest, match=refusal):
                create(image_url=f"data:image/png;base64,{data_uri(content).partition(',')[2]}")
        else:
            assert create(image_url=data_uri(content)).id
    assert (lab.meshy.balance() == before) == bool(refusal)


def test_a_build_is_made_of_its_own_prototype(lab: Lab) -> None:
    """A prototype of another product, an unfinished one, a build and an unknown task are not found, free of charge."""
    group = lab.meshy.creative_lab
    other = lab.made("fridge_magnet_prototype", image_url=PICTURE)
    own = lab.made("keychain_prototype", image_url=PICTURE)
    build = lab.made("keychain_build", input_task_id=own)
    unfinished = group.keychain_prototype.create(image_url=PICTURE)
    before = lab.meshy.balance()
    for id in (other.id, build.id, unfinished.id, "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(
            NotFound, match="input_task_id must name a creative-lab-keychain-prototype task that has succeeded"
        ):
            group.keychain_build.create(input_task_id=id)
    assert lab.meshy.balance() == before


def test_candidates_of_keycaps(lab: Lab) -> None:
    """A keycap is made of a candidate of its prototype; without one, or with another, it is refused."""
    prototype = lab.made("keycap_prototype", image_url=PICTURE)
    (candidate,) = prototype.get().candidate_ids
    create: Any = lab.meshy.creative_lab.keycap_build.create
    with pytest.raises(BadRequest, match="candidate_id must be one of the candidate_ids of the prototype"):
        create(input_task_id=prototype, candidate_id="another")
    with pytest.raises(TypeError, match="candidate_id"):
        create(input_task_id=prototype)
    before = lab.meshy.balance()
    assert create(input_task_id=prototype, candidate_id=candidate).id
    assert before - lab.meshy.balance() == 50


@pytest.mark.parametrize(
    ("path", "body", "refusal"),
    [
        ("lamp/v1/prototype", {"image_url": PICTURE, "text": "an owl"}, "text is not supported any more"),
        ("lamp/v1/prototype", {"text": "an owl"}, "text is not supported any more"),
        ("keycap/v1/build", {"input_task_id": "018a"}, "candidate_id"),
        ("keychain/v1/build", {"input_task_id": "018a", "options": {"size_mm": 400.5}}, "options.size_mm"),
        ("keychain/v1/build", {"input_task_id": "018a", "options": {"badge_shape": "heart"}}, "options.badge_shape"),
        ("lamp/v1/build", {"input_task_id": "018a", "options": {"diameter_mm": 49}}, "options.diameter_mm"),
        ("lamp/v1/build", {"input_task_id": "018a", "output": {"format": "glb"}}, "output.format"),
        ("figure/v1/prototype", {"image_url": PICTURE, "name": "x" * 101}, "name"),
        ("fidget-pixel/v1/prototype", {"image_url": PICTURE}, "type"),
        ("fidget-pixel/v1/prototype", {"image_url": PICTURE, "type": "cat"}, "type"),
    ],
)
def test_bad_requests(lab: Lab, path: str, body: Any, refusal: str) -> None:
    """A request beyond the contract is refused with 400, which names the parameter, and costs nothing."""
    url = f"{lab.emulator.url}/openapi/creative-lab/{path}"
    found = httpx.post(url, json=body, headers={"authorization": "Bearer msy_test"})
    assert found.status_code == 400
    assert refusal in found.json()["message"]
    assert lab.meshy.balance() == 1000


def test_other_paths_are_not_served(lab: Lab) -> None:
    """The family is not below /openapi/v1, and has no path without a stage, but for products of one stage."""
    for path in ("v1/creative-lab/keychain/v1/prototype", "creative-lab/keychain/v1", "creative-lab/spoon/v1/build"):
        found = httpx.post(f"{lab.emulator.url}/openapi/{path}", json={}, headers={"authorization": "Bearer msy_test"})
        assert found.status_code == 404, path


@pytest.mark.engine
def test_a_picture_becomes_a_toy(tmp_path: Path) -> None:
    """The only product of one stage is made of a picture at once: an STL to print, and a GLB to look at."""
    with Meshy(emulator=True) as meshy:
        toy = meshy.creative_lab.fidget_collapsible.create(image_url=sample_picture(tmp_path / "picture.png"))
        assert toy.wait().consumed_credits == 6
        assert {path.name for path in toy.download(tmp_path / "toy")} == {"model.stl", "model.glb"}
