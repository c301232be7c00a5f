"""``meshwright view`` and ``meshwright sample``."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import httpx
import pytest
from helpers.prepared_service import PICTURE, model
from helpers.shells import Shell
from meshwright.cli import viewing
from meshwright.notebook import MODULES, page_of

GLB = model(100)


def test_the_page_on_loopback() -> None:
    """The model is in the page that is served, under its own address only, and nothing else is."""
    with viewing.Page(0, page_of(GLB)) as page:
        threading.Thread(target=page.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        assert page.server_address[0] == "127.0.0.1"
        found = httpx.get(page.url, trust_env=False)
        assert found.text == page_of(GLB)
        assert httpx.get(f"{page.url}etc/passwd", trust_env=False).status_code == 404
        assert httpx.get(page.url, headers={"host": "elsewhere.example"}, trust_env=False).status_code == 404
        page.shutdown()


def test_every_module_of_the_view_is_in_the_page() -> None:
    """Each module that a module of the view imports is in the page, before it."""
    folder = Path(viewing.__file__).parents[1] / "emulator" / "page"
    for place, name in enumerate(MODULES):
        imported = re.findall(r'from "\./([\w.]+)"', (folder / name).read_text("utf-8"))
        assert set(imported) <= set(MODULES[:place]), name


def test_view_opens_the_browser(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --open the address is given to the browser, and a GLB needs no package of the emulator."""
    (desk.folder / "model.glb").write_bytes(GLB)
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    monkeypatch.setattr(viewing.Page, "serve_forever", lambda _: None)
    done = desk("view", "model.glb", "--open")
    assert done.code == 0
    assert opened == [re.search(r"http://127\.0\.0\.1:\d+/", done.err)[0]]  # type: ignore[index]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the addresses that are given to the browser; Ctrl-C ends a page at once."""

    def stop(page: viewing.Page) -> None:
        raise KeyboardInterrupt

    found: list[str] = []
    monkeypatch.setattr("click.launch", found.append)
    monkeypatch.setattr(viewing.Page, "serve_forever", stop)
    return found


def test_ctrl_c_ends_the_page(desk: Shell, opened: list[str]) -> None:
    """Ctrl-C is how the page ends, and no failure."""
    (desk.folder / "model.glb").write_bytes(GLB)
    assert desk("view", "model.glb").code == 0
    assert opened == []


def test_create_opens_the_result(desk: Shell, opened: list[str]) -> None:
    """With --open the model is shown after its files are there and printed."""
    done = desk("image-to-3d", "create", "cat.png", "-o", "out", "--open")
    assert done.code == 0
    assert "out/model.glb" in done.json["files"]
    assert re.findall(r"model.glb at (http://127\.0\.0\.1:\d+/)", done.err) == opened
    assert len(opened) == 1


def test_a_result_without_a_model(desk: Shell, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A task whose files cannot be shown succeeds, and a sentence says so."""
    monkeypatch.setattr(viewing, "MODELS", (".usdz",))
    done = desk("image-to-3d", "create", "cat.png", "-o", "out", "--open")
    assert done.code == 0
    assert "--open: none of the files is a model" in done.err
    assert opened == []


@pytest.mark.parametrize("more", [[], ["-o", "out", "--no-wait"], ["dog.png", "-o", "out"]])
def test_what_cannot_be_opened(desk: Shell, more: list[str]) -> None:
    """--open without a folder, without a wait or with several inputs is refused before anything is bought."""
    done = desk("image-to-3d", "create", "cat.png", *more, "--open")
    assert done.code == 4
    assert "--open" in done.err
    assert desk.emulator.state()["tasks"] == []


def test_the_best_file_to_show() -> None:
    """GLB is shown before formats that have to be converted, and the first of equals; a picture is not shown."""
    names = ["thumbnail.png", "model.fbx", "model.glb", "pre_remeshed.glb"]
    assert viewing.best_to_show(Path(name) for name in names) == Path("model.glb")
    assert viewing.best_to_show([Path("model.obj"), Path("model.stl")]) == Path("model.obj")
    assert viewing.best_to_show([Path("thumbnail.png")]) is None


@pytest.mark.parametrize("name", ["cat.png", "nothing.glb", "."])
def test_what_is_not_a_model(desk: Shell, name: str) -> None:
    """A picture, a missing file and a folder are refused with their name, and no page is served."""
    done = desk("view", name)
    assert (done.code, done.out) == (4, "")
    assert f"model: {name} cannot be" in done.err
    assert "http" not in done.err


def test_the_sample_picture(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The picture is drawn where README's first command looks for it; a file that is there is kept."""

    def drawn(path: Path) -> Path:  # drawing it takes two seconds
        path.write_bytes(PICTURE)
        return path

    monkeypatch.setattr("meshwright.engine.sample.sample_picture", drawn)
    done = desk("sample")
    assert (done.code, done.out) == (0, "picture.png\n")
    assert (desk.folder / "picture.png").read_bytes() == PICTURE
    assert desk("sample").code == 0
    (desk.folder / "picture.png").write_bytes(b"mine")
    done = desk("sample")
    assert done.code == 4
    assert "picture.png exists and is kept" in done.err
    assert (desk.folder / "picture.png").read_bytes() == b"mine"
    assert desk("sample", "--overwrite").code == 0
    assert (desk.folder / "picture.png").read_bytes() == PICTURE
    assert desk("sample", "picture.txt").code == 4
