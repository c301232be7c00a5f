"""Show tasks and models in Jupyter: the thumbnail, and a view to turn with the mouse that needs no network.

The view is the one of the emulator's page, put with the model into a frame of its own that may run its script and
nothing else: no request, no access to the notebook. Files are fetched when a task is shown, by the URLs that the
service signed, over connections that have never seen the key; neither the key nor a URL is in what is shown. Models
above ``LARGEST`` are not put into a notebook. Imported by ``meshy`` when IPython is there; nobody else needs it.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen
from meshwright_api._runtime import JsonObject
from meshwright_api.meshy.tasks import KINDS

from .core.blocking import run
from .core.transport import BlockingTransport
from .downloads.contents import HEAD, picture_suffix
from .downloads.fetching import fetch
from .downloads.partial import PartialFile
from .errors import InputError, MeshwrightError
from .tasks.handles import TaskHandle
from .tasks.reasons import failure_reason
from .tasks.remote_files import RemoteFile, files_of
from .tasks.waiting import SUCCEEDED, Task

LARGEST = 24 << 20
"""Bytes of a model that are put into a notebook; as text they are a third more."""
TIMEOUT = 20.0
"""Seconds for each connect and read of a file; a cell should not hang."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MODULES = ("matrix.js", "shaders.js", "glb.js", "orbit.js", "viewer.js")
"""The view, in an order in which each needs only those before it."""
MEDIA_TYPES = {f".{kind}": f"image/{kind}" for kind in ("png", "webp", "gif", "bmp", "avif")} | {".jpg": "image/jpeg"}
"""Pictures that browsers show."""
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=class|const|function)", re.MULTILINE)
FRAME = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="content-security-policy"
  content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src blob:">
<meta name="color-scheme" content="light dark">
<style>
  :root {{ color-scheme: light dark; }}
  body {{ margin: 0; font: 13px system-ui, sans-serif; }}
  canvas {{ display: block; width: 100vw; height: 100vh; touch-action: none; cursor: grab; color: rgb(20 30 50 / 0.17);
    background: radial-gradient(circle at 50% 38%, #fff, #e3e7ec 75%); }}
  p {{ position: fixed; left: 12px; bottom: 10px; margin: 0; color: #45505c; }}
</style>
<canvas tabindex="0" aria-label="3D view of the model; arrow keys turn, plus and minus zoom"></canvas>
<p role="status"></p>
<script type="text/plain" id="model">{model}</script>
<script type="module">
{script}
const said = document.querySelector("p");
try {{
  const bytes = Uint8Array.from(atob(document.getElementById("model").textContent), (letter) => letter.charCodeAt(0));
  const viewer = new Viewer(document.querySelector("canvas"), () => {{}});
  const stats = await viewer.show(URL.createObjectURL(new Blob([bytes])));
  said.textContent = `${{stats.faces.toLocaleString("en")}} faces · drag to turn, wheel to zoom`;
  viewer.turn(!matchMedia("(prefers-reduced-motion: reduce)").matches);
}} catch (error) {{
  said.textContent = `No 3D view: ${{error.message}}`;
}}
</script>
"""


@frozen
class View:
    """What the last line of a cell shows."""

    caption: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def show(model: str | os.PathLike[str] | bytes) -> View:
    """Return a view of a model, a GLB as a path or as bytes; the last line of a cell shows it. Raises InputError."""
    if isinstance(model, bytes):
        return View("model", interactive(_checked(model)))
    path = Path(model)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("model", f"{path} cannot be read: {error.strerror or error}") from None
    return View(path.name, interactive(_checked(content)) + _line(path.name))


def _checked(content: bytes) -> bytes:
    if not content.startswith(b"glTF"):
        raise InputError("model", "only GLB files are shown; download the task with formats={'glb'}")
    if len(content) > LARGEST:
        raise InputError("model", f"{len(content) >> 20} MiB are too many for a notebook; open the file in a viewer")
    return content


def interactive(glb: bytes) -> str:
    """Return HTML with a view of a GLB to be turned, in a frame that can reach nothing."""
    page = FRAME.format(model=b64encode(glb).decode(), script=_script())
    style = "flex: 1 1 320px; width: 100%; max-width: 640px; height: 400px; border: 0; border-radius: 8px"
    return f'<iframe sandbox="allow-scripts" title="3D view" style="{style}" srcdoc="{escape(page)}"></iframe>'


@cache
def _script() -> str:
    """Put the modules of the view into one."""
    folder = files("meshwright") / "emulator" / "page"
    sources = [(folder / name).read_text("utf-8") for name in MODULES]
    return "\n".join(EXPORT.sub("", IMPORT.sub("", source)) for source in sources)


def handle_html(handle: TaskHandle[Any]) -> str | None:
    """Read the task of a handle and return HTML for it; None when it cannot be read."""
    try:
        return task_html(handle.get())
    except MeshwrightError:  # a representation must not raise; Jupyter then prints the handle
        return None


def object_html(value: Any) -> str | None:
    """Return HTML for a task; None for any other object, which Jupyter then prints."""
    models = tuple(kind.model() for kind in KINDS.values())
    return task_html(value) if isinstance(value, models) else None


def task_html(task: Task) -> str:
    """Return HTML for a task as it was read: the model and its thumbnail once there are any, else how far it is."""
    if task.status != SUCCEEDED:
        return _line(_facts(task)) + _progress(task)
    from .core.transport import BlockingTransport  # here, since those who import this module do no I/O

    found = {file.key: file for file in files_of(task.to_dict())}
    transport = BlockingTransport()  # one that has never seen the key
    try:
        picture = _content(transport, found.get(("thumbnail_url",)))
        glb = _content(transport, found.get(("model_urls", "glb")))
    finally:
        run(transport.aclose())
    seen = _picture(picture) + (interactive(glb) if glb else "")
    origin = " · emulated: made on this machine, not by Meshy" if any(map(_is_local, found.values())) else ""
    return f'<div style="display: flex; flex-wrap: wrap; gap: 8px">{seen}</div>' + _line(_facts(task) + origin)


def _content(transport: BlockingTransport, file: RemoteFile | None) -> bytes | None:
    """Fetch a file by its signed URL; None when there is none, or too much of it, or it cannot be had."""
    if file is None:
        return None
    with TemporaryDirectory() as folder:
        target = Path(folder, file.name)
        try:
            place = _place_picture if file.picture else None
            run(fetch(transport, file.url, target, timeout=TIMEOUT, max_bytes=LARGEST, place=place))
        except MeshwrightError:
            return None
        return target.read_bytes()


def _place_picture(part: PartialFile) -> Path:
    """Take a picture of any format: the browser tells it by its content."""
    part.finish(part.target)
    return part.target


def _is_local(file: RemoteFile) -> bool:
    try:
        return urlsplit(file.url).hostname in LOOPBACK
    except ValueError:
        return False


def _facts(task: Task) -> str:
    """Say in a line what is known of a task."""
    error = failure_reason(task.task_error)
    credits = task.to_dict().get("consumed_credits")
    parts = [str(task.id), str(task.status), f"{credits} credits" if isinstance(credits, int) else "", error]
    return " · ".join(part for part in parts if part)


def _line(text: str) -> str:
    return f'<p style="font-size: 13px; margin: 4px 0">{escape(text)}</p>'


def _picture(content: bytes | None) -> str:
    """Return a picture as HTML; empty if there is none that a browser shows."""
    kind = MEDIA_TYPES.get(picture_suffix((content or b"")[:HEAD], ""), "")
    style = "align-self: flex-start; border-radius: 8px"
    source = f"data:{kind};base64,{b64encode(content or b'').decode()}"
    return f'<img alt="thumbnail" width="200" style="{style}" src="{source}">' if kind else ""


def _progress(task: Task) -> str:
    done = task.progress if isinstance(task.progress, int) else 0  # pyright: ignore[reportUnnecessaryIsInstance]
    return f'<progress max="100" value="{done}" aria-label="progress"></progress>'


# Neither tasks nor generated classes know of notebooks.
setattr(TaskHandle, "_repr_html_", handle_html)  # noqa: B010
setattr(JsonObject, "_repr_html_", object_html)  # noqa: B010
