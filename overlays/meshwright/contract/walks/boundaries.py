"""Requests that the other walks lack: they were added for surviving mutants (see docs/contract-strength.md)."""

from __future__ import annotations

from base64 import b64encode

from ...spec.shapes import MODEL, shape_of
from ..samples import CREATES, PICTURE, TRIANGLE, glb, gltf, png
from .bench import CANCELING, STANDING, Bench, place_of
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
    """Name a .gltf by its URL: the file next to it is fetched too; if that is missing, the source is refused."""
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


def model_limits(bench: Bench) -> None:
    """Send a model of one face too many, and one of another format, wherever the spec limits either."""
    for kind in CREATES:
        taken = shape_of("meshy", kind).taken
        for name, types in shape_of("meshy", kind).sources().items():
            if MODEL not in types:
                continue
            most, formats = taken[name].get("x-most-faces"), taken[name].get("x-model-formats")
            for faces, wanted in ((most, 202), (most + 1, 400)) if most else ():
                answer = bench.call("POST", place_of(kind), {**CREATES[kind], name: _uri(glb(3 * faces))})
                bench.expect(answer.status == wanted, f"{kind}: a model of {faces} faces answers {answer.status}")
            stl = _uri(b"solid x\nfacet normal 0 0 1\n")
            if formats and "stl" not in formats:
                bench.refused(kind, {**CREATES[kind], name: stl}, f"{kind}: a model of another format is taken")
    bench.balance()


def figures(bench: Bench) -> None:
    """Send a triangle to the kinds that take standing figures only: it is refused with 422, and nothing is charged."""
    for kind in STANDING:
        before = bench.balance()
        answer = bench.call("POST", place_of(kind), {**CREATES[kind], "model_url": _uri(glb())})
        bench.expect(answer.status == 422, f"{kind}: a triangle answers {answer.status}")
        bench.expect(bench.balance() == before, f"{kind}: a triangle was refused and charged")
        bench.expect(bench.call("GET", place_of(kind)).data == [], f"{kind}: a task of a triangle is listed")


def _uri(content: bytes) -> str:
    return f"data:{MODEL};base64,{b64encode(content).decode()}"


def unending(bench: Bench) -> None:
    """Give the engine work that never ends: it can be deleted while it waits, and stays what it is once it runs."""
    for kind in CREATES:
        body, before = bench.body(kind), bench.balance()
        bench.arm("stuck_task")
        bench.task(kind, id := bench.create(kind, body))
        bench.expect(bench.delete(kind, id) == 200, f"{kind}: under way and not deleted")
        bench.expect(bench.balance() == before, f"{kind}: no refund for work that had not begun")
        bench.arm("stuck_task")
        id = bench.create(kind, body)
        for seconds in (10.0, 1000.0):
            bench.advance(seconds)
            said = bench.task(kind, id)
            seen = (said.get("status"), said.get("progress"))
            bench.expect(seen == ("IN_PROGRESS", 99), f"{kind}: work without end is {seen}")
            bench.call("GET", place_of(kind))
        wanted = 200 if kind in CANCELING else 409
        bench.expect(bench.delete(kind, id) == wanted, f"{kind}: a task that runs answers a DELETE otherwise")


def anew(bench: Bench) -> None:
    """Reset the emulator, on which all walks rely: no task, no file, no fault, and all the credits."""
    full = bench.balance()
    for kind in CREATES:
        body = bench.body(kind)
        id = bench.create(kind, body)
        bench.advance(10.0)
        urls = bench.task(kind, id).get("model_urls", {})
        bench.create(kind, body)
        bench.arm("server_error")
        bench.begin_anew()
        bench.expect(bench.balance() == full, f"{kind}: the money is not back")
        bench.expect(bench.call("GET", f"{place_of(kind)}/{id}").status == 404, f"{kind}: a task is still there")
        bench.expect(bench.call("GET", place_of(kind)).data == [], f"{kind}: a task is still listed")
        for url in filter(None, urls.values()):
            bench.expect(bench.http.get(url).status_code == 404, f"{kind}: a file is still there")


def picture_limits(bench: Bench) -> None:
    """Send pictures at and beyond the limits that the spec has for those of some kinds."""
    limited = [
        (kind, name, parameter)
        for kind in CREATES
        for name, parameter in shape_of("meshy", kind).taken.items()
        if "x-least-side" in parameter
    ]
    for kind, name, limits in limited:
        side = limits["x-least-side"]
        _expect_picture(bench, kind, name, png(side), 202)
        _expect_picture(bench, kind, name, png(side - 1, below=9), 400)
    for kind, name, limits in limited[:1]:  # 27 MB as base64
        _expect_picture(bench, kind, name, png(limits["x-least-side"]).ljust(limits["x-most-bytes"] + 1, b"\0"), 400)


def _expect_picture(bench: Bench, kind: str, name: str, content: bytes, wanted: int) -> None:
    picture = f"data:image/png;base64,{b64encode(content).decode()}"
    answer = bench.call("POST", place_of(kind), {**CREATES[kind], name: picture})
    bench.expect(answer.status == wanted, f"{kind}: {name} of {len(content)} bytes: {answer.status}, not {wanted}")


BOUNDARIES = (references, models_by_url, model_limits, picture_limits, figures, unending, anew)
