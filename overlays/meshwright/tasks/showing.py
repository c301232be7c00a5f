"""Show tasks in Jupyter: the thumbnail and the model of a finished task, else its progress.

Files are fetched from their signed URLs when a task is shown, over separate connections that never carry the key;
the HTML contains neither the key nor a URL. Imported when a notebook first shows a task.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..core.blocking import run
from ..downloads.fetching import fetch
from ..downloads.partial import PartialFile
from ..errors import MeshwrightError
from ..file_formats import HEAD, format_of
from ..notebook import LARGEST, interactive, line
from .reasons import failure_reason
from .remote_files import RemoteFile, named_files
from .waiting import Task, cost_of

if TYPE_CHECKING:
    from ..core.transport import BlockingTransport

TIMEOUT = 20.0
"""Timeout of each connect and read in seconds, so that a cell does not hang."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SHOWN = frozenset(f"image/{kind}" for kind in ("png", "jpeg", "webp", "gif", "bmp", "avif"))
"""Media types of pictures that browsers show."""


def task_html(task: Task) -> str:
    """Return HTML for a task: its model and thumbnail if it has any, else its progress."""
    found = named_files(task)
    if not found:
        return line(_facts(task)) + _progress(task)
    from ..core.transport import BlockingTransport  # only needed for tasks with files

    transport = BlockingTransport()  # a new one, which never carries the key
    try:
        picture = _content(transport, next((file for file in found if file.picture), None))
        glb = _content(transport, next((file for file in found if file.format == "glb"), None))
    finally:
        run(transport.aclose())
    seen = _picture(picture) + (interactive(glb) if glb else "")
    origin = " · emulated: made on this machine, not by the service" if any(map(_is_local, found)) else ""
    return f'<div style="display: flex; flex-wrap: wrap; gap: 8px">{seen}</div>' + line(_facts(task) + origin)


def _content(transport: BlockingTransport, file: RemoteFile | None) -> bytes | None:
    """Return the content of a file; None if there is no file, or it is too large or cannot be fetched."""
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
    """Accept a picture of any format: the browser detects it from its content."""
    part.finish(part.target)
    return part.target


def _is_local(file: RemoteFile) -> bool:
    try:
        return urlsplit(file.url).hostname in LOOPBACK
    except ValueError:
        return False


def _facts(task: Task) -> str:
    """Return a line with the id, status, price and error of a task."""
    error = failure_reason(task.task_error)
    credits = cost_of(task)
    parts = [str(task.id), str(task.status), "" if credits is None else f"{credits} credits", error]
    return " · ".join(part for part in parts if part)


def _picture(content: bytes | None) -> str:
    """Return a picture as HTML; empty if browsers do not show its format."""
    found = format_of((content or b"")[:HEAD])
    kind = found.media_type if found else ""
    style = "align-self: flex-start; border-radius: 8px"
    source = f"data:{kind};base64,{b64encode(content or b'').decode()}"
    return f'<img alt="thumbnail" width="200" style="{style}" src="{source}">' if kind in SHOWN else ""


def _progress(task: Task) -> str:
    done = task.progress if isinstance(task.progress, int) else 0  # pyright: ignore[reportUnnecessaryIsInstance]
    return f'<progress max="100" value="{done}" aria-label="progress"></progress>'
