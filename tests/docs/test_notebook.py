"""Tasks and models in Jupyter: the cells of docs/notebook.md in a real kernel, and what is never shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import meshwright.notebook
import nbformat
import pytest
from helpers.documents import pages
from helpers.sample import sample_picture
from meshwright import InputError, Meshy
from meshwright.emulator import Emulator
from meshwright.tasks.showing import task_html

KEY = "msy_secret_of_the_test"
CELLS = [
    snippet.text
    for page in pages()
    if page.name == "docs/notebook.md"
    for snippet in page.snippets
    if snippet.language == "python"
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Run the cells of the page as Jupyter does, and return the HTML that each shows."""
    folder = tmp_path_factory.mktemp("notebook")
    sample_picture(folder / "picture.png")
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "page.ipynb")
    own = {"JUPYTER_PLATFORM_DIRS": "1", "HOME": str(folder), "IPYTHONDIR": str(folder), "MESHWRIGHT_LEDGER": ""}
    start = "from nbclient.cli import main; main()"
    command = [sys.executable, "-c", start, "--inplace", "--timeout=300", "page.ipynb"]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **own}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    read = json.loads((folder / "page.ipynb").read_text("utf-8"))
    return [html_of(cell["outputs"]) for cell in read["cells"]]


def html_of(outputs: list[dict[str, object]]) -> str:
    """Return what a cell shows as HTML."""
    data = [output["data"] for output in outputs if "data" in output]
    return "".join("".join(entry.get("text/html", [])) for entry in data if isinstance(entry, dict))


def test_a_task_shows_itself(shown: list[str]) -> None:
    """A new task shows its progress, a finished one its thumbnail and its model, a file its model."""
    new, read, file = shown
    assert "<progress" in new or "<iframe" in new  # it may be done by the time the cell ends
    assert "data:image/png;base64," in read
    assert "emulated: made on this machine, not by the service" in read
    assert all('<iframe sandbox="allow-scripts"' in html for html in (read, file))


def test_what_is_shown_needs_no_network(shown: list[str]) -> None:
    """The view of a model is whole: it names no address, and its policy would let it reach none."""
    for html in shown[1:]:
        frame = re.search(r'srcdoc="(.*?)"', html, re.DOTALL)
        assert frame is not None
        page = unescape(frame[1])
        assert "default-src 'none'" in page
        assert re.search(r"(src|href)=|https?://|import .* from", page) is None


def test_the_script_is_one(tmp_path: Path) -> None:
    """The modules of the view, put into one, are a module that JavaScript can read."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    page = meshwright.notebook.interactive(b"glTF")
    script = re.search(r'<script type="module">(.*?)</script>', unescape(page), re.DOTALL)
    assert script is not None
    (tmp_path / "view.mjs").write_text(script[1], "utf-8")
    done = subprocess.run(["node", "--check", tmp_path / "view.mjs"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_key_is_not_shown(tmp_path: Path) -> None:
    """Neither a handle nor a task shows the key or the URL of a model, in any state."""
    sample_picture(tmp_path / "picture.png")
    with Emulator() as emulator, Meshy(KEY, base_url=emulator.url) as meshy:
        task = meshy.image_to_3d.create(
            image_url=tmp_path / "picture.png", should_texture=False, target_formats=["glb"]
        )
        before = task._repr_html_()
        done = task.wait()
        after = task._repr_html_()
        assert before
        assert after
        assert "<iframe" in after
        for html in (before, after, task_html(done)):
            assert KEY not in unescape(html)
            assert "/files/" not in html
        emulator.faults.arm("url_expired", 2)
        assert "data:image" not in task_html(done)
        task.delete()
        assert task._repr_html_() is None


def test_nothing_is_loaded_before_something_is_shown() -> None:
    """A client imports nothing that draws or fetches for notebooks, whether IPython came first or later; the first
    task that is shown does, and what is not a task shows its repr.
    """
    program = """
import sys
from meshwright import Meshy
from meshwright.tasks import handles
from meshwright_api.meshy.models import ImageTo3DTask, TaskError
assert not {"meshwright.notebook", "meshwright.tasks.showing", "IPython"} & set(sys.modules)
assert TaskError.from_dict({"message": "no"})._repr_html_() is None
assert "meshwright.tasks.showing" not in sys.modules
print(ImageTo3DTask.from_dict({"id": "018a", "status": "PENDING", "progress": 7})._repr_html_())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "018a · PENDING" in done.stdout
    assert '<progress max="100" value="7"' in done.stdout


def test_what_is_no_model(tmp_path: Path) -> None:
    """A file that is not a GLB, is missing or is too large is refused with what to do."""
    (tmp_path / "model.obj").write_text("v 0 0 0")
    with pytest.raises(InputError, match="only GLB"):
        meshwright.notebook.show(tmp_path / "model.obj")
    with pytest.raises(InputError, match="cannot be read"):
        meshwright.notebook.show(tmp_path / "missing.glb")
    with pytest.raises(InputError, match="too many for a notebook"):
        meshwright.notebook.show(b"glTF" + bytes(meshwright.notebook.LARGEST))
