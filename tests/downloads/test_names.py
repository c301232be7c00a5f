"""Which files a finished task has, and what they are called on the disk."""

from __future__ import annotations

from itertools import islice
from typing import Any, ClassVar

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st
from meshwright.downloads.names import is_portable, model_name, numbered, safe
from meshwright.errors import InputError, ResultNotReady
from meshwright.tasks.remote_files import files_of
from meshwright_api.meshy.models import ImageTo3DTask

Place = tuple[str, ...]


@frozen
class Finished:
    """A task as it was answered, of a model that has files at some places."""

    file_places: ClassVar[tuple[Place, ...]] = ImageTo3DTask.file_places

    said: dict[str, Any]
    progress: int = 100
    task_error: None = None

    @property
    def id(self) -> str:
        return "018a"

    @property
    def status(self) -> Any:
        return self.said.get("status", "SUCCEEDED")

    def to_dict(self) -> dict[str, Any]:
        return self.said


def task(**members: Any) -> Finished:
    """Return a finished task."""
    return Finished(members)


def test_all_files_of_a_task() -> None:
    """Models come first, then thumbnails and textures; null and empty URLs are not files."""
    found = files_of(
        task(
            model_urls={
                "glb": "https://x/1",
                "pre_remeshed_glb": "https://x/2",
                "fbx": "",
                "obj": None,
                "mtl": "u",
                "new": "n",
            },
            thumbnail_url="https://x/preview.jpg?a=b.png",
            alpha_thumbnail_url="",
            thumbnail_urls={"front": "https://x/f.png", "left": None},
            texture_urls=[{"base_color": "https://x/texture_0.png"}, {"normal": "https://x/a%2Fb.php", "metallic": ""}],
        )
    )
    assert {file.name: file.url for file in found} == {
        "model.glb": "https://x/1",
        "pre_remeshed.glb": "https://x/2",
        "model.mtl": "u",
        "model.new": "n",
        "thumbnail.jpg": "https://x/preview.jpg?a=b.png",
        "thumbnail_front.png": "https://x/f.png",
        "texture_0.png": "https://x/texture_0.png",
        "texture_1_normal.png": "https://x/a%2Fb.php",
    }
    assert found[0].name == "model.glb"


@pytest.mark.parametrize("status", ["PENDING", "IN_PROGRESS", "FAILED", "PAUSED", None])
def test_no_files_before_success(status: Any) -> None:
    """A task that has not SUCCEEDED has no files, and the error names its status."""
    with pytest.raises(ResultNotReady, match=f"task 018a is {status}"):
        files_of(task(status=status, model_urls={"glb": "https://x/1"}))


def test_chosen_formats() -> None:
    """Chosen formats select these models and nothing else; one that the task lacks is an input error."""
    urls = {"glb": "https://x/1", "obj": "https://x/2", "stl": ""}
    found = files_of(task(model_urls=urls, thumbnail_url="https://x/t.png"), {"obj"})
    assert [file.name for file in found] == ["model.obj"]
    with pytest.raises(InputError, match="no stl, usdz; it has glb, obj"):
        files_of(task(model_urls=urls), {"stl", "usdz", "glb"})
    with pytest.raises(InputError, match="it has none"):
        files_of(task(), {"glb"})


def test_a_kind_of_tomorrow() -> None:
    """Files may be in lists and nested objects; each is named by its place, by the format that the place or the URL
    names, and ``formats`` picks models; a URL at another place is not a file.
    """

    class Tomorrow(Finished):
        file_places = (
            ("image_urls", "*"),
            ("result", "rigged_character_glb_url"),
            ("result", "basic_animations", "*"),
            ("result", "preview_url"),
            ("parts", "*", "model_urls", "*"),
            ("video_url",),
            ("cover",),
        )

    said = dict[str, Any](
        image_url="https://x/input.png",
        image_urls=["https://x/1.webp", "https://x/2", None],
        result={
            "rigged_character_glb_url": "https://x/a",
            "basic_animations": {"walking_glb_url": "https://x/b", "running_fbx_url": "https://x/c", "note": 1},
            "preview_url": "https://x/d.jpeg?e=f",
            "source_url": "https://x/input.glb",
        },
        parts=[{"model_urls": {"glb": "https://x/e", "newest": "https://x/f"}}, {"model_urls": {"glb": "https://x/g"}}],
        video_url="https://x/turn.mp4",
        cover="https://x/c.png",
    )
    made = Tomorrow(said)
    found = files_of(made)
    assert [(file.name, file.format) for file in found] == [
        ("rigged_character.glb", "glb"),
        ("walking.glb", "glb"),
        ("running.fbx", "fbx"),
        ("model.glb", "glb"),
        ("model.newest", "newest"),
        ("2_model.glb", "glb"),
        ("video.mp4", "mp4"),
        ("image_0.webp", ""),
        ("image_1.png", ""),
        ("preview.jpeg", ""),
        ("cover.png", ""),
    ]
    assert found[5].key == ("parts", 1, "model_urls", "glb")
    assert [file.name for file in files_of(made, {"fbx", "newest"})] == ["running.fbx", "model.newest"]
    with pytest.raises(InputError, match="no obj; it has glb, fbx, newest, mp4"):
        files_of(made, {"obj"})


PORTABLE = ["model.glb", "a b", ".hidden", "模.png", "COM0", "CONSOLE", "x.con", "x" * 200]
NOT_PORTABLE = [
    *("", ".", "..", "...", " a", "a ", "a.", "a/b", "a\\b", "a:b", "a?", "a*", "a|b", "<a", "a>", 'a"b', "a\n", "\0"),
    *("CON", "con.txt", "Aux", "NUL .txt", "COM1", "COM9.x.y", "LPT5", "COM\xb9", "LPT\xb3.a", "CONIN$", "conout$.b"),
    *("x" * 201, "é" * 101),
]


@pytest.mark.parametrize("name", [*PORTABLE, *NOT_PORTABLE], ids=ascii)
def test_portable_names(name: str) -> None:
    """A portable name is one segment that no system reads as a device, a stream or a shorter name, of 200 bytes."""
    assert is_portable(name) is (name in PORTABLE)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Base_color-2", "Base_color-2"),
        ("../a b", "___a_b"),
        ("", "_"),
        ("con", "_con"),
        ("x" * 81, "x" * 80),
        ("模" * 80, "模" * 66),
        ("é" * 81, "é" * 80),
        ("𠀀" * 51, "𠀀" * 50),
    ],
)
def test_safe_names(text: str, name: str) -> None:
    """Any text becomes a short portable name."""
    assert safe(text) == name


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("glb", "model.glb"),
        ("pre_remeshed_glb", "pre_remeshed.glb"),
        ("newest", "model.newest"),
        ("a_new", "model.a_new"),
        ("_glb", "model._glb"),
    ],
)
def test_names_of_models(key: str, name: str) -> None:
    """A key that holds more than the format supplies the stem."""
    assert model_name(key) == name


def test_numbered_names() -> None:
    """The first is the name itself, the next has a 2."""
    assert list(islice(numbered("a.png"), 3)) == ["a.png", "2_a.png", "3_a.png"]


HOSTILE = ["../../etc/passwd", "..", ".", "/abs", "a/b", "a\\b", "C:x", "nul\0", "", "glb", "GLB", "~", "a" * 300, "模"]
keys = st.sampled_from(HOSTILE) | st.text(max_size=5)
urls = st.one_of(
    st.sampled_from([f"https://x/{name}.png" for name in HOSTILE]),
    st.sampled_from(["https://x/m.png", "https://x/M.PNG", "https://x/2_m.png", "https://x/model.glb", "http://[", ""]),
    st.text(max_size=5),
    st.none(),
    st.integers(),
)
members = st.dictionaries(keys, urls, max_size=5)
tasks = st.fixed_dictionaries(
    {},
    optional={
        "model_urls": st.none() | members,
        "thumbnail_url": urls,
        "alpha_thumbnail_url": urls,
        "thumbnail_urls": st.none() | members,
        "texture_urls": st.none() | st.lists(st.none() | members, max_size=4),
    },
)


@given(tasks)
def test_no_name_can_leave_the_folder(members: dict[str, Any]) -> None:
    """For any names in a task, each file name is one plain part of a path, and no two are the same file."""
    found = [file.name for file in files_of(task(**members))]
    for name in found:
        assert is_portable(name)
        assert not name.startswith(".")
        assert len(name.encode()) < 255
    assert len({name.casefold() for name in found}) == len(found)
