"""Zips of models on their way to this machine: whole, once, and over nothing that is not theirs."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from helpers.file_hosts import files_in, ranged
from helpers.loopback import Exchange, LoopbackServer, json_response, response
from meshwright import AsyncFlightHub, DownloadFailed, FlightHub, FolderInUse

pytestmark = pytest.mark.usefixtures("no_certificates")
M = "00000000-0000-4000-8000-000000000002"
N = "00000000-0000-4000-8000-000000000003"
TOKEN = "token-that-stays-at-home"


def packed(**members: str) -> bytes:
    """Write a zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


ZIP = packed(README="hello", mesh__model="v 0 0 0\n" * 200)


@define
class Hub:
    """A service whose models are made, and the host of their zips; the key is a URL."""

    files: Callable[[Exchange], None] = ranged(ZIP)
    fetched: int = 0
    tokens: list[str] = field(factory=list)

    def __call__(self, exchange: Exchange) -> None:
        if exchange.path.startswith("/openapi"):
            url = f"http://{exchange.headers['host']}/zip"
            data = {"model_status": 9, "zip_status": 2, "zip_file_key": url}
            exchange.send(json_response({"code": 0, "message": "", "data": data}))
        else:
            self.fetched += 1
            self.tokens += [value for value in exchange.headers.values() if TOKEN in value]
            self.files(exchange)


@pytest.fixture(params=["FlightHub", "AsyncFlightHub"])
def download(request: pytest.FixtureRequest) -> Any:
    """Return a function that downloads the zip of a model from a hub with either client."""

    def bring(hub: Hub, folder: Path, id: str = M, **options: Any) -> list[str]:
        with LoopbackServer(hub) as server:
            if request.param == "FlightHub":
                with FlightHub(TOKEN, base_url=server.url) as client:
                    files = client.models.model(id).download_zip(folder, **options)
            else:

                async def main() -> list[Path]:
                    async with AsyncFlightHub(TOKEN, base_url=server.url) as client:
                        return await client.models.model(id).download_zip(folder, **options)

                files = asyncio.run(main())
        assert hub.tokens == []
        return sorted(path.relative_to(folder).as_posix() for path in files)

    return bring


FILES = [f"{M}/README", f"{M}/mesh/model"]


def test_the_same_model_again(download: Any, tmp_path: Path) -> None:
    """A model that is here already is not fetched again; a missing file is unpacked from the zip that is here."""
    hub = Hub()
    assert download(hub, tmp_path) == download(hub, tmp_path) == FILES
    assert download(hub, tmp_path, unzip=False) == [f"{M}.zip"]
    assert hub.fetched == 1
    (tmp_path / M / "README").unlink()
    assert download(hub, tmp_path, overwrite=True) == FILES
    assert hub.fetched == 1


@pytest.mark.parametrize("change", ["edited", "missing"])
def test_a_folder_that_was_changed(download: Any, change: str, tmp_path: Path) -> None:
    """A folder whose files are not those of the zip is left alone; with ``overwrite`` it is replaced."""
    hub = Hub()
    download(hub, tmp_path)
    readme = tmp_path / M / "README"
    readme.write_text("mine!") if change == "edited" else readme.unlink()
    with pytest.raises(FolderInUse, match="holds files already"):
        download(hub, tmp_path)
    assert readme.exists() == (change == "edited")
    download(hub, tmp_path, overwrite=True)
    assert readme.read_text() == "hello"
    assert files_in(tmp_path) == [M, f"{M}.zip"]


def test_a_zip_of_the_users(download: Any, tmp_path: Path) -> None:
    """A file under the name of the zip that was not fetched is refused before anything is asked for."""
    hub = Hub()
    (tmp_path / f"{M}.zip").write_text("mine")
    with pytest.raises(FolderInUse, match="was not fetched"):
        download(hub, tmp_path)
    assert hub.fetched == 0
    assert download(hub, tmp_path, overwrite=True) == FILES


def test_two_models_side_by_side(download: Any, tmp_path: Path) -> None:
    """Each model has names of its own, so that one folder may hold many."""
    hub = Hub()
    assert download(hub, tmp_path) == FILES
    assert download(hub, tmp_path, N) == [f"{N}/README", f"{N}/mesh/model"]


def redirect(exchange: Exchange) -> None:
    """Send on, once."""
    ranged(ZIP)(exchange) if exchange.path == "/there" else exchange.send(response(302, location="/there"))


def test_a_redirect(download: Any, tmp_path: Path) -> None:
    """The host of the zip may redirect."""
    assert download(Hub(redirect), tmp_path) == FILES


def test_a_cut_zip(download: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A zip without its end is not delivered, though its transfer looks whole."""
    monkeypatch.setattr("meshwright.downloads.fetching.CUTS", 1)
    short = Hub(lambda exchange: exchange.send(response(200, ZIP[:150])))
    with pytest.raises(DownloadFailed, match="directory at the end of the archive is missing"):
        download(short, tmp_path)
    assert not (tmp_path / f"{M}.zip").exists()


@pytest.mark.parametrize("name", ["con", "a__NUL.txt", "com1.", "a__b.__c", "x ", "COM\u00b9.txt", "conin$"])
def test_names_that_windows_reads_differently(download: Any, name: str, tmp_path: Path) -> None:
    """They refuse the whole zip, and nothing is unpacked."""
    content = packed(README="x", **{name: "y"})
    with pytest.raises(DownloadFailed, match="other systems interpret differently; nothing was unpacked"):
        download(Hub(ranged(content)), tmp_path)
    assert not (tmp_path / M).exists()
