"""Look at a model in the browser, and draw a picture to begin with; both offline."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from ..errors import ConfigurationError, InputError
from .common import overwrite

OWN_NAMES = ("127.0.0.1", "localhost")
GLB = b"glTF"
MODELS = (".glb", ".gltf", ".obj", ".fbx", ".stl")
"""What can be shown, best first."""


class Page(ThreadingHTTPServer):
    """Serves one page on a port of this machine; 0 takes a free one.

    A request with another Host header is refused, since a web page could point its own name here.
    """

    daemon_threads = True

    def __init__(self, port: int, html: str) -> None:
        content = html.encode()

        class Visit(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.headers.get("host", "").partition(":")[0]
                found = self.path == "/" and name in OWN_NAMES
                self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.send_header("x-content-type-options", "nosniff")
                self.end_headers()
                self.wfile.write(content if found else b"open this page by its address, 127.0.0.1")

            def log_message(self, format: str, *arguments: Any) -> None:
                """Log nothing."""

        super().__init__(("127.0.0.1", port), Visit)

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.server_port}/"


def needs_emulator(command: Callable[..., Any]) -> Callable[..., Any]:
    """Name the extra if a package of the engine is missing."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except ImportError as error:
            raise ConfigurationError(f"this needs the extra: pip install 'meshwright[emulator]' ({error})") from error

    return run


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--open", "in_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default="a free one", help="Port of the page on loopback."
)
def view(model: Path, in_browser: bool, port: int) -> None:
    """Show a model in the browser, from a page on this machine; Ctrl-C ends it. Nothing is sent elsewhere.

    GLB is shown as it is; glTF, OBJ, FBX and STL are converted to it first, which needs the extra emulator.
    """
    show_model(model, port, in_browser=in_browser)


def show_model(model: Path, port: int = 0, *, in_browser: bool) -> None:
    """Serve the page of a model until Ctrl-C."""
    from ..notebook import page_of

    html = page_of(glb_of(model))
    try:
        server = Page(port, html)
    except OSError as error:
        raise ConfigurationError(f"cannot listen at 127.0.0.1 port {port}: {error.strerror or error}") from None
    with server, suppress(KeyboardInterrupt):
        click.echo(f"{model.name} at {server.url}; Ctrl-C ends it", err=True)
        if in_browser:
            click.launch(server.url)
        server.serve_forever()


def best_to_show(files: Iterable[Path]) -> Path | None:
    """Return the model among files that is shown with the least conversion; None if there is none."""
    models = [path for path in files if path.suffix.lower() in MODELS]
    return min(models, key=lambda path: MODELS.index(path.suffix.lower()), default=None)


def glb_of(model: Path) -> bytes:
    """Return a model as GLB; raises InputError for a file that is not a model or cannot be read."""
    try:
        content = model.read_bytes()
    except OSError as error:
        raise InputError("model", f"{model} cannot be read: {error.strerror or error}") from None
    return content if content.startswith(GLB) else _converted(model)


@needs_emulator
def _converted(model: Path) -> bytes:
    from ..engine.errors import EngineError
    from ..engine.tasks.convert import make

    with TemporaryDirectory() as folder:
        try:
            make([model], {"target_formats": ["glb"]}, Path(folder))
        except EngineError as error:
            raise InputError("model", f"{model} cannot be shown: {error}") from None
        return Path(folder, "model.glb").read_bytes()


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default="picture.png")
@overwrite
@needs_emulator
def sample(file: Path, overwrite: bool) -> None:
    """Draw a sample picture, of a toy robot on a plain backdrop, into FILE: a .png or .jpg, by default picture.png."""
    from ..engine.sample import sample_picture

    if file.suffix.lower() not in (".png", ".jpg", ".jpeg"):
        raise InputError("FILE", f"{file} must end with .png or .jpg")
    with TemporaryDirectory() as folder:
        content = sample_picture(Path(folder, f"picture{file.suffix.lower()}")).read_bytes()
    if os.path.lexists(file) and not overwrite and not (file.is_file() and file.read_bytes() == content):
        raise InputError("FILE", f"{file} exists and is kept; name another file, or give --overwrite")
    file.write_bytes(content)
    click.echo(file)
