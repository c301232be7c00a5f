"""Show models in Jupyter, in a 3D view that turns with the mouse and needs no network.

The view is that of the emulator's page. It is embedded with the model in a sandboxed frame that may run its script,
but cannot send requests or access the notebook. Models above ``LARGEST`` are not embedded. For the views of tasks see
``tasks.showing``.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path

from attrs import field, frozen

from .errors import InputError

LARGEST = 24 << 20
"""Size limit of an embedded model in bytes; base64 makes it a third larger."""
MODULES = ("matrix.js", "shaders.js", "rig.js", "glb.js", "orbit.js", "viewer.js")
"""Modules of the view; each imports only those before it."""
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=class|const|function)", re.MULTILINE)
FRAME = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="content-security-policy"
  content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src blob:">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>3D view</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ margin: 0; font: 13px system-ui, sans-serif; }}
  canvas {{ display: block; width: 100vw; height: 100vh; touch-action: none; cursor: grab; color: rgb(20 30 50 / 0.17);
    background: radial-gradient(circle at 50% 38%, #fff, #e3e7ec 75%); }}
  p {{ position: fixed; left: 12px; bottom: 10px; margin: 0; color: #45505c; }}
  @media (prefers-color-scheme: dark) {{
    canvas {{ background: radial-gradient(circle at 50% 38%, #3a424d, #14181d 75%); color: rgb(0 0 0 / 0.35); }}
    p {{ color: #98a3b1; }}
  }}
</style>
<canvas tabindex="0" aria-label="3D view of the model; arrow keys turn, plus and minus zoom"></canvas>
<p role="status"></p>
<script type="text/plain" id="model">{model}</script>
<script type="module">
{script}
const caption = document.querySelector("p");
try {{
  const bytes = Uint8Array.from(atob(document.getElementById("model").textContent), (letter) => letter.charCodeAt(0));
  const viewer = new Viewer(document.querySelector("canvas"), () => {{}});
  const stats = await viewer.show(URL.createObjectURL(new Blob([bytes])));
  caption.textContent = `${{stats.faces.toLocaleString("en")}} faces · drag to turn, wheel to zoom`;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (stats.clips.length > 0 && !still) viewer.play(0);
  else viewer.turn(!still);
}} catch (error) {{
  caption.textContent = `No 3D view: ${{error.message}}`;
}}
</script>
"""


@frozen
class View:
    """HTML that Jupyter displays as the result of a cell."""

    caption: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def show(model: str | os.PathLike[str] | bytes) -> View:
    """Return a view of a GLB, given as a path or as bytes, for the last line of a cell. Raises InputError."""
    if isinstance(model, bytes):
        return View("model", interactive(_checked(model)))
    path = Path(model)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError("model", f"{path} cannot be read: {error.strerror or error}") from None
    return View(path.name, interactive(_checked(content)) + line(path.name))


def _checked(content: bytes) -> bytes:
    if not content.startswith(b"glTF"):
        raise InputError("model", "only GLB files are shown; download the task with formats={'glb'}")
    if len(content) > LARGEST:
        raise InputError("model", f"{len(content) >> 20} MiB are too many for a notebook; open the file in a viewer")
    return content


def interactive(glb: bytes) -> str:
    """Return HTML with an interactive view of a GLB, in a sandboxed frame without network access."""
    style = "flex: 1 1 320px; width: 100%; max-width: 640px; height: 400px; border: 0; border-radius: 8px"
    return f'<iframe sandbox="allow-scripts" title="3D view" style="{style}" srcdoc="{escape(page_of(glb))}"></iframe>'


def page_of(glb: bytes) -> str:
    """Return an HTML page that shows a GLB and needs nothing else."""
    return FRAME.format(model=b64encode(glb).decode(), script=_script())


@cache
def _script() -> str:
    """Return the modules of the view as one script."""
    folder = files("meshwright") / "emulator" / "page"
    sources = [(folder / name).read_text("utf-8") for name in MODULES]
    return "\n".join(EXPORT.sub("", IMPORT.sub("", source)) for source in sources)


def line(text: str) -> str:
    """Return a text as an HTML paragraph."""
    return f'<p style="font-size: 13px; margin: 4px 0">{escape(text)}</p>'
