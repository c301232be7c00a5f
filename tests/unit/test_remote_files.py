"""Which files a finished task has, and what they are called on the disk."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.downloads.names import is_portable
from meshwright.errors import InputError, ResultNotReady
from meshwright.tasks.remote_files import files_of


def task(**members: Any) -> dict[str, Any]:
    """Write a finished task."""
    return {"id": "018a", "status": "SUCCEEDED", "progress": 100, **members}


def test_all_files_of_a_task() -> None:
    """Models come first, then thumbnails and textures; null and empty URLs are no files."""
    found = files_of(
        task(
            model_urls={"glb": "https://x/1", "pre_remeshed_glb": "https://x/2", "fbx": "", "obj": None, "mtl": "u"},
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
        "thumbnail.jpg": "https://x/preview.jpg?a=b.png",
        "thumbnail_front.png": "https://x/f.png",
        "texture_0.png": "https://x/texture_0.png",
        "texture_1_normal.png": "https://x/a%2Fb.php",
    }
    assert found[0].name == "model.glb"


@pytest.mark.parametrize("status", ["PENDING", "IN_PROGRESS", "FAILED", "PAUSED", None])
def test_no_files_before_success(status: Any) -> None:
    """A task that has not SUCCEEDED has no files, and the error says what it is."""
    with pytest.raises(ResultNotReady, match=f"task 018a is {status}"):
        files_of(task(status=status, model_urls={"glb": "https://x/1"}))


def test_chosen_formats() -> None:
    """Chosen formats bring these models and nothing else; one that the task lacks is an input error."""
    urls = {"glb": "https://x/1", "obj": "https://x/2", "stl": ""}
    found = files_of(task(model_urls=urls, thumbnail_url="https://x/t.png"), {"obj"})
    assert [file.name for file in found] == ["model.obj"]
    with pytest.raises(InputError, match="no stl, usdz; it has glb, obj"):
        files_of(task(model_urls=urls), {"stl", "usdz", "glb"})
    with pytest.raises(InputError, match="it has none"):
        files_of(task(), {"glb"})


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
    """Whatever a task calls its files, each name is one plain part of a path, and no two are the same file."""
    found = [file.name for file in files_of(task(**members))]
    for name in found:
        assert is_portable(name)
        assert not name.startswith(".")
        assert len(name.encode()) < 255
    assert len({name.casefold() for name in found}) == len(found)
