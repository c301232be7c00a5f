"""Text-to-image and image-to-image, end to end: what is drawn, what is made of it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from meshwright import BadRequest, Meshy
from meshwright.engine.tasks import image_to_image, text_to_image
from PIL import Image, ImageDraw

pytestmark = pytest.mark.usefixtures("engine_here")


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


def pixels(path: Path) -> Any:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGBA")).astype(int)


def share(path: Path, colour: tuple[int, int, int]) -> float:
    """Return which share of a picture is about this colour and opaque."""
    found = pixels(path)
    return float(((np.abs(found[..., :3] - colour).max(-1) < 40) & (found[..., 3] > 127)).mean())


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    """A blue disc on pale grey."""
    image = Image.new("RGB", (200, 120), (226, 226, 230))
    ImageDraw.Draw(image).ellipse((60, 20, 140, 100), fill=(30, 60, 200))
    image.save(tmp_path / "ball.png")
    return tmp_path / "ball.png"


def test_words_to_pictures_to_models(meshy: Meshy, tmp_path: Path) -> None:
    """D41: three views are front, right and back; one picture becomes a model, and three a model of several."""
    one = meshy.text_to_image.create(ai_model="nano-banana-2", prompt="a red and green knight", pose_mode="t-pose")
    assert one.wait().consumed_credits == 6
    assert [path.name for path in one.download(tmp_path / "one")] == ["image_0.png"]
    assert share(tmp_path / "one/image_0.png", (255, 0, 0)) > 0.03
    views = meshy.image_to_image.create(
        ai_model="gpt-image-2", prompt="turned", input_task_id=one, generate_multi_view=True
    )
    assert views.wait().consumed_credits == 12
    front, right, back = views.download(tmp_path / "views")
    wide = [np.ptp(np.nonzero((pixels(path)[..., :3] < 250).any((0, 2)))[0]) for path in (front, right, back)]
    assert wide[1] < 0.5 * wide[0]
    assert abs(wide[0] - wide[2]) < 4
    with pytest.raises(BadRequest, match="exactly one picture"):
        meshy.image_to_3d.create(input_task_id=views)
    model = meshy.image_to_3d.create(input_task_id=one, target_polycount=1000, target_formats=["glb"])
    assert model.wait().model_urls.glb


@pytest.mark.parametrize(("ratio", "size"), [("1:1", (1024, 1024)), ("9:16", (576, 1024)), ("3:2", (1024, 683))])
def test_ratios(tmp_path: Path, ratio: str, size: tuple[int, int]) -> None:
    """A picture has the ratio that was asked for."""
    text_to_image.make([], {"prompt": "a knight", "pose_mode": "a-pose", "aspect_ratio": ratio}, tmp_path)
    with Image.open(tmp_path / "image_0.png") as image:
        assert (image.size, image.mode) == (size, "RGB")


def test_a_backdrop_is_removed(tmp_path: Path, ball: Path) -> None:
    """Without its backdrop a picture is transparent around its subject, and opaque on it."""
    image_to_image.make([ball], {"prompt": "as it is", "remove_background": True}, tmp_path)
    alpha = pixels(tmp_path / "image_0.png")[..., 3]
    assert (alpha[0, 0], alpha[512, 512]) == (0, 255)
    assert share(tmp_path / "image_0.png", (30, 60, 200)) > 0.5


def test_colours_are_changed(tmp_path: Path, ball: Path) -> None:
    """The subject gets the colours that the prompt names; the notes say so, and that words do not count."""
    made = image_to_image.make([ball, ball], {"prompt": "in crimson", "aspect_ratio": "16:9"}, tmp_path)
    assert share(tmp_path / "image_0.png", (220, 20, 60)) > 0.2
    assert share(tmp_path / "image_0.png", (30, 60, 200)) < 0.01
    assert any("only colours count" in note for note in made.notes)
    assert any("#dc143c" in note for note in made.notes)


def test_a_prompt_without_a_drawing(tmp_path: Path) -> None:
    """Words that no drawing has become letters; the notes say so."""
    made = text_to_image.make([], {"prompt": "qwrtz"}, tmp_path)
    assert any("shows the prompt's letters" in note for note in made.notes)
    assert len(np.unique(pixels(tmp_path / "image_0.png")[..., 0])) > 10


@pytest.mark.filterwarnings("ignore::meshwright.MeshwrightWarning")
def test_a_square_is_no_other_ratio(meshy: Meshy) -> None:
    """D40: beside generate_multi_view an aspect_ratio of 1:1, which the official client always sends, is taken."""
    sent: dict[str, Any] = {"ai_model": "gpt-image-2", "prompt": "a knight", "generate_multi_view": True}
    with pytest.raises(BadRequest, match="cannot be used together"):
        meshy.text_to_image.create(**sent, aspect_ratio="4:3")
    meshy.text_to_image.create(**sent, aspect_ratio="1:1").delete()


REFUSED: dict[str, tuple[Callable[[Meshy, Path], Any], str]] = {
    "a ratio of other models": (
        lambda meshy, _: meshy.text_to_image.create(ai_model="nano-banana", prompt="x", aspect_ratio="3:2"),
        "gpt-image models only",
    ),
    "an unknown model": (
        lambda meshy, _: meshy.text_to_image.create(ai_model="dall-e", prompt="x"),
        "ai_model",
    ),
    "nothing to change": (
        lambda meshy, _: meshy.image_to_image.create(ai_model="gpt-image-2", prompt="x"),
        "one of reference_image_urls or input_task_id",
    ),
    "six pictures": (
        lambda meshy, ball: meshy.image_to_image.create(
            ai_model="gpt-image-2", prompt="x", reference_image_urls=[ball] * 6
        ),
        "1 to 5",
    ),
    "an empty prompt": (
        lambda meshy, _: meshy.text_to_image.create(ai_model="gpt-image-2", prompt=""),
        "prompt must be a text",
    ),
}


@pytest.mark.filterwarnings("ignore::meshwright.MeshwrightWarning")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(meshy: Meshy, ball: Path, case: str) -> None:
    """A request that the service refuses names the reason and costs nothing."""
    create, reason = REFUSED[case]
    before = meshy.balance()
    with pytest.raises(BadRequest, match=reason):
        create(meshy, ball)
    assert meshy.balance() == before
