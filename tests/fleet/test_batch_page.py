"""The page of a batch shows how far it is, and the pictures of what is done, to this machine only."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx
import pytest
from helpers.batches import Yard
from helpers.prepared_service import PICTURE
from meshwright.fleet.page import Page

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.fixture
def page(yard: Yard) -> Iterator[Page]:
    """The page of a batch with one item that is done and one that failed."""
    yard.emulator.faults.arm("fail_task:moderation_blocked")
    with yard.batch(places=1) as batch:
        batch.add("image_to_3d", yard.pictures(2))
        assert {item.status for item in batch.run()} == {"done", "failed"}
        with batch.page() as page:
            thread = threading.Thread(target=page.serve_forever)
            thread.start()
            yield page
            page.shutdown()
            thread.join()


def test_what_the_page_shows(page: Page) -> None:
    """The page is served whole; its state has the counts, the failure with its reason, and the pictures."""
    with httpx.Client(base_url=page.url) as http:
        for path, media_type in (("/", "text/html"), ("/batch.css", "text/css"), ("/batch.js", "text/javascript")):
            answer = http.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, f"{media_type}; charset=utf-8")
            assert "script-src 'self'" in answer.headers["content-security-policy"]
        state = http.get("/state").json()
        assert (state["status"]["done"], state["status"]["failed"]) == (1, 1)
        assert "moderation" in state["status"]["failures"][0]["reason"]
        (done,) = state["recent"]
        picture = http.get(f"/pictures/{done['number']}")
        assert (picture.headers["content-type"], picture.content) == ("image/png", PICTURE)


def test_what_the_page_refuses(page: Page) -> None:
    """Another name, an unknown path, an item without a picture, and a picture that was moved are refused."""
    with httpx.Client(base_url=page.url) as http:
        state = http.get("/state").json()
        (done,) = state["recent"]
        assert http.get("/state", headers={"host": "example.com"}).status_code == 403
        assert http.get("/state", headers={"host": "localhost:8766"}).status_code == 200
        other = 3 - done["number"]
        for path in ("/models/model.glb", f"/pictures/{other}", "/pictures/99"):
            assert http.get(path).status_code == 404
        thumbnails = [path for path in done["files"] if path.endswith(".png")]
        for path in thumbnails:
            page.contents.results.root.joinpath(path).unlink()  # type: ignore[attr-defined]
        moved = http.get(f"/pictures/{done['number']}")
        assert (moved.status_code, "No such file" in moved.text) == (503, True)
