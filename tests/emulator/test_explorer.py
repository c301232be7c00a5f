"""The contract that the emulator serves to other tools, and the page that tries it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from helpers.api import SMALL, Api
from helpers.browser import seen
from meshwright.emulator import explorer
from meshwright.spec.calendar import SEED
from meshwright.spec.public import public_form
from meshwright.spec.reading import load_spec

ASSETS = files(explorer.PACKAGE) / "swagger-ui"


@pytest.mark.parametrize("as_of", [None, "2026-06-15"])
@pytest.mark.parametrize("service", ["meshy", "flighthub"])
def test_the_contract(started: Any, service: str, as_of: str | None) -> None:
    """/openapi.json is the public form of the emulator's own day, with the emulator as its only server."""
    api = started(as_of=as_of)
    served = api.http.get("/openapi.json", params={"service": service}).json()
    wanted = public_form(load_spec(service), as_of or SEED)
    assert served.pop("servers") == [{"url": api.emulator.url, "description": "This emulator. Calls are free."}]
    assert served == {key: value for key, value in wanted.items() if key != "servers"}


def test_no_such_service(api: Api) -> None:
    """An unknown service is 404 with the names of those that there are."""
    response = api.http.get("/openapi.json?service=sketchfab")
    assert (response.status_code, "there are meshy, flighthub" in response.text) == (404, True)


def test_the_page(api: Api) -> None:
    """The page and its files come from here, whole, under a policy that lets nothing else in."""
    page = api.http.get("/_emulator/explorer")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    for name, folder in explorer.ASSETS.items():
        assert f'"explorer/{name}"' in page.text
        assert api.http.get(f"/_emulator/explorer/{name}").content == (ASSETS / folder / name).read_bytes()
    assert api.http.get("/_emulator/explorer/swagger.html").status_code == 404
    assert "://" not in page.text


def test_without_the_extra(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Swagger UI the page says what to install, and the contract is served all the same."""
    monkeypatch.setattr(explorer, "PACKAGE", "no_such_package_here")
    response = api.http.get("/_emulator/explorer")
    assert (response.status_code, "meshwright[explorer]" in response.text) == (404, True)
    assert api.http.get("/openapi.json").status_code == 200


def test_only_the_switch_opens_it(started: Any) -> None:
    """A browser's create is refused; with ``try_it`` the emulator's own page may, and no other."""
    for try_it, own in ((False, 403), (True, 202)):
        api = started(try_it=try_it)
        assert ('data-try=""' in api.http.get("/_emulator/explorer").text) == (not try_it)
        statuses = [
            api.http.post("/openapi/v1/image-to-3d", json=SMALL, headers={"origin": origin}).status_code
            for origin in (api.emulator.url, "http://127.0.0.1:1", "null")
        ]
        assert statuses == [own, 403, 403]


def test_the_page_has_a_key_of_this_emulator(started: Any) -> None:
    """The key that the page sends is one that the emulator takes, and no markup."""
    api = started(try_it=True, api_key='msy_"><b>')
    assert "msy_&quot;&gt;&lt;b&gt;" in api.http.get("/_emulator/explorer").text


def test_in_a_browser(started: Any, tmp_path: Path) -> None:
    """In a browser the page lists the operations of the contract with their sentences."""
    api = started(try_it=True)
    dom = seen(f"{api.emulator.url}/_emulator/explorer", tmp_path)
    for text in ("Create an Image to 3D task", "Delete a Resize task", "A task has changed its status"):
        assert text in dom
    assert "Failed to load" not in dom
