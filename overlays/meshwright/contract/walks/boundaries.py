"""Requests that the other walks lack: they were added for surviving mutants (see docs/contract-strength.md)."""

from __future__ import annotations

from base64 import b64encode

from ..samples import CREATES, PICTURE, TRIANGLE, gltf
from .bench import Bench, place_of
from .neighbour import neighbour


def references(bench: Bench) -> None:
    """Give pictures that guide the texture as data URIs; they come back as URLs, which can be fetched."""
    image, several = CREATES["image-to-3d"], CREATES["multi-image-to-3d"]
    one = bench.create("image-to-3d", image | {"should_texture": True, "texture_image_url": PICTURE})
    guides = {"should_texture": True, "ai_model": "latest", "texture_image_urls": [PICTURE, PICTURE]}
    two = bench.create("multi-image-to-3d", several | guides)
    for seconds in (0.0, 10.0):
        bench.advance(seconds)
        said = bench.task("image-to-3d", one)
        urls = [said.get("texture_image_url"), *bench.task("multi-image-to-3d", two).get("texture_image_urls", [])]
        for url in urls:
            found = bench.http.get(url) if str(url).startswith("http") else None
            bench.expect(found is not None and found.status_code == 200, f"a reference picture is {str(url)[:60]!r}")


def models_by_url(bench: Bench) -> None:
    """Name a .gltf by its URL: the file beside it is fetched too, and one that is missing is no source."""
    files = {"/a/model.gltf": gltf(uri="points.bin"), "/a/points.bin": TRIANGLE, "/b/model.gltf": gltf(uri="none.bin")}
    with neighbour(files) as other:
        for folder, wanted in (("a", 202), ("b", 400), ("none", 400)):
            body = {"model_url": f"{other.url}/{folder}/model.gltf", "resize_height": 1.5}
            answer = bench.call("POST", "/resize", body)
            bench.expect(answer.status == wanted, f"the model of folder {folder} answers {answer.status}")
        bench.expect(other.asked.count("/a/points.bin") == 1, f"fetched were {other.asked}")
    bench.advance(10.0)
    listed = bench.call("GET", "/resize").data
    bench.expect([task["status"] for task in listed] == ["SUCCEEDED"], "a model by URL came to no good end")
    uri = f"data:model/gltf+json;base64,{b64encode(files['/b/model.gltf']).decode()}"
    bench.create("resize", {"model_url": uri, "resize_height": 1.5})  # beside it there is nothing to look for


def unending(bench: Bench) -> None:
    """Give the engine work that never ends: it can be deleted while it waits, and stays what it is once it runs."""
    before = bench.balance()
    for kind, body in CREATES.items():
        bench.arm("stuck_task")
        bench.task(kind, id := bench.create(kind, body))
        bench.expect(bench.call("DELETE", f"{place_of(kind)}/{id}").status == 200, f"{kind}: under way and not deleted")
        bench.expect(bench.balance() == before, f"{kind}: no refund for work that had not begun")
        bench.arm("stuck_task")
        id = bench.create(kind, body)
        for seconds in (10.0, 1000.0):
            bench.advance(seconds)
            said = bench.task(kind, id)
            seen = (said.get("status"), said.get("progress"))
            bench.expect(seen == ("IN_PROGRESS", 99), f"{kind}: work without end is {seen}")
            bench.call("GET", place_of(kind))
        bench.expect(bench.call("DELETE", f"{place_of(kind)}/{id}").status == 409, f"{kind}: deleted while it ran")
        before = bench.balance()


def anew(bench: Bench) -> None:
    """Let the emulator begin anew, as all walks rely upon: no task, no file, no fault, and all the money."""
    full = bench.balance()
    for kind, body in CREATES.items():
        id = bench.create(kind, body)
        bench.advance(10.0)
        url = bench.task(kind, id).get("model_urls", {}).get("glb", "")
        bench.create(kind, body)
        bench.arm("server_error")
        bench.begin_anew()
        bench.expect(bench.balance() == full, f"{kind}: the money is not back")
        bench.expect(bench.call("GET", f"{place_of(kind)}/{id}").status == 404, f"{kind}: a task is still there")
        bench.expect(bench.call("GET", place_of(kind)).data == [], f"{kind}: a task is still listed")
        bench.expect(bench.http.get(url).status_code == 404, f"{kind}: a file is still there")


BOUNDARIES = (references, models_by_url, unending, anew)
