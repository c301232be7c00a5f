"""Every kind of task through every status, at and around each boundary of its plan."""

from __future__ import annotations

from ...spec.reading import Json
from ..samples import CREATES, PICTURE
from .bench import CANCELING, Bench, place_of

PENDING, RUNNING = 0.5, 2.0
"""Seconds of the emulator's default plan."""
EDGE = 0.004
"""Seconds before and after a boundary."""
DAY = 86400.0


def whole_life(bench: Bench) -> None:
    """Follow one task of each kind from its creation until it expires."""
    bench.balance()
    for kind in CREATES:
        id = bench.create(kind, bench.body(kind))
        steps = (0.0, PENDING - EDGE, 2 * EDGE, RUNNING / 2, RUNNING / 2 - 2 * EDGE, 2 * EDGE, 3.0)
        wanted = ("PENDING", "PENDING", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCEEDED", "SUCCEEDED")
        for step, status in zip(steps, wanted, strict=True):
            bench.advance(step)
            said = bench.task(kind, id)
            bench.expect(said.get("status") == status, f"{kind}: {said.get('status')} where {status} was due")
            bench.call("GET", place_of(kind))
            if status == "IN_PROGRESS" and kind not in CANCELING:
                bench.expect(
                    bench.call("DELETE", f"{place_of(kind)}/{id}").status == 409, f"{kind}: deleted while it ran"
                )
        bench.stream(kind, id)
        bench.balance()
        bench.advance(3 * DAY - 5.0)
        bench.expect(bench.call("GET", f"{place_of(kind)}/{id}").status == 200, f"{kind}: expired too early")
        bench.advance(5.0)
        for method, path in (("GET", f"{place_of(kind)}/{id}"), ("DELETE", f"{place_of(kind)}/{id}")):
            bench.expect(bench.call(method, path).status == 404, f"{kind}: did not expire")
        bench.expect(bench.call("GET", place_of(kind)).data == [], f"{kind}: expired and listed")


def progress(bench: Bench) -> None:
    """Look at one task in small steps; the percentage is that of its time."""
    id = bench.create("image-to-3d", CREATES["image-to-3d"])
    bench.advance(PENDING)
    for tenth in range(20):
        percent = bench.task("image-to-3d", id).get("progress", -1)
        bench.expect(abs(percent - 5 * tenth) <= 1, f"{percent} percent after {tenth} twentieths of the work")
        bench.advance(RUNNING / 20)


def deletions(bench: Bench) -> None:
    """Delete tasks in each status; money comes back for those that had not begun."""
    for kind, body in bench.bodies().items():
        if kind in CANCELING:
            continue
        before = bench.balance()
        bench.task(kind, id := bench.create(kind, body))
        bench.expect(bench.call("DELETE", f"{place_of(kind)}/{id}").status == 200, f"{kind}: PENDING and not deleted")
        bench.expect(bench.balance() == before, f"{kind}: no refund for a task that had not begun")
        _expect_gone(bench, kind, id)
    for kind in (kind for kind in CREATES if kind not in CANCELING):
        id = bench.create(kind, bench.body(kind))
        bench.advance(10.0)
        bench.task(kind, id)
        price = bench.balance()
        bench.expect(bench.call("DELETE", f"{place_of(kind)}/{id}").status == 200, f"{kind}: finished and not deleted")
        bench.expect(bench.balance() == price, f"{kind}: a refund for a finished task")
        _expect_gone(bench, kind, id)
        bench.call("GET", place_of(kind))


def cancellations(bench: Bench) -> None:
    """Cancel tasks in each status; money comes back for those that had not begun, and what has ended stays."""
    for kind in sorted(CANCELING):
        body = bench.body(kind)
        for pause, refunded in ((0.0, True), (PENDING, False), (PENDING + RUNNING / 2, False)):
            before = bench.balance()
            id = bench.create(kind, body)
            bench.advance(pause)
            reached = bench.task(kind, id).get("progress")
            bench.expect(bench.delete(kind, id) == 200, f"{kind}: under way and not canceled")
            for more in (0.0, 10.0):
                bench.advance(more)
                said = bench.task(kind, id)
                bench.expect(said.get("status") == "CANCELED", f"{kind}: {said.get('status')} in place of CANCELED")
                bench.expect(said.get("progress") == reached, f"{kind}: goes on after it was canceled")
                bench.expect(bool(said.get("started_at")) != refunded, f"{kind}: canceled with another start")
            bench.expect((bench.balance() == before) == refunded, f"{kind}: {before} became {bench.balance()}")
            bench.expect(bench.delete(kind, id) == 409, f"{kind}: canceled twice")
            bench.stream(kind, id)
        id = bench.create(kind, body)
        bench.advance(10.0)
        bench.task(kind, id)
        price = bench.balance()
        bench.expect(bench.delete(kind, id) == 409, f"{kind}: canceled after its end")
        bench.expect(bench.task(kind, id).get("status") == "SUCCEEDED", f"{kind}: lost its result")
        bench.expect(bench.balance() == price, f"{kind}: a refund for a finished task")
        bench.call("GET", place_of(kind))


def _expect_gone(bench: Bench, kind: str, id: str) -> None:
    for method in ("GET", "DELETE"):
        bench.expect(
            bench.call(method, f"{place_of(kind)}/{id}").status == 404, f"{kind}: {method} finds a deleted task"
        )
    bench.stream(kind, id)


def failures(bench: Bench) -> None:
    """Let a task of each kind fail; it names the reason, costs nothing and has no files."""
    for kind in CREATES:
        body, before = bench.body(kind), bench.balance()
        bench.arm("fail_task:timeout")
        id = bench.create(kind, body)
        bench.advance(PENDING + RUNNING / 2)
        bench.expect(bench.task(kind, id).get("status") == "IN_PROGRESS", f"{kind}: failed before its time")
        bench.advance(10.0)
        said = bench.task(kind, id)
        bench.expect(said.get("status") == "FAILED", f"{kind}: {said.get('status')} in place of FAILED")
        bench.expect((said.get("task_error") or {}).get("code") == "timeout", f"{kind}: failed without its code")
        bench.expect(bench.balance() == before, f"{kind}: a failed task was charged")
        bench.stream(kind, id)
        bench.call("GET", place_of(kind))
        refused = bench.call("POST", "/resize", {"input_task_id": id, "resize_height": 1.0})
        bench.expect(refused.status == 400, "a failed task is resized")
        wanted = 409 if kind in CANCELING else 200
        bench.expect(bench.delete(kind, id) == wanted, f"{kind}: a failed task answers a DELETE otherwise")
        bench.expect(bench.balance() == before, f"{kind}: refunded twice")


def resizes(bench: Bench) -> None:
    """Resize a task in each status, one that is gone, one that never was, and one of each kind."""
    body: Json = {"resize_height": 1.0}
    for kind in CREATES:
        id = bench.create(kind, bench.body(kind))
        for pause in (0.0, PENDING, RUNNING):
            bench.advance(pause)
            wanted = 202 if bench.task(kind, id).get("model_urls", {}).get("glb") else 400
            answer = bench.call("POST", "/resize", {"input_task_id": id, **body})
            bench.expect(answer.status == wanted, f"resize of a {kind} task: {answer.status}, not {wanted}")
        bench.advance(10.0)
        bench.call("GET", "/resize")
        if kind in CANCELING:
            continue
        bench.call("DELETE", f"{place_of(kind)}/{id}")
        gone = bench.call("POST", "/resize", {"input_task_id": id, **body})
        bench.expect(gone.status == 400, "a deleted task is resized")
    bench.expect(bench.call("POST", "/resize", {"input_task_id": "none", **body}).status == 400, "none is resized")


def refines(bench: Bench) -> None:
    """Refine a preview in each status and in several ways, one that is gone, and a task of another kind."""
    kind, preview = "text-to-3d", CREATES["text-to-3d"]
    id = bench.create(kind, preview)
    body: Json = {"mode": "refine", "preview_task_id": id, "target_formats": ["glb"]}
    for pause, wanted in ((0.0, 400), (PENDING, 400), (RUNNING, 202)):
        bench.advance(pause)
        bench.task(kind, id)
        answer = bench.call("POST", place_of(kind), body)
        bench.expect(answer.status == wanted, f"refine of a preview: {answer.status}, not {wanted}")
    guides: tuple[Json, ...] = ({"texture_prompt": "red"}, {"texture_image_url": PICTURE}, {"enable_pbr": True})
    for more in ({}, *guides, {"texture_resolution": "8k"}, {"geometry_resolution": "2k"}, {"prompt": "a knight"}):
        before = bench.balance()
        said = bench.task(kind, bench.create(kind, body | more))
        bench.expect(before - bench.balance() == said.get("consumed_credits"), f"a refine with {more} costs otherwise")
    bench.advance(10.0)
    for said in bench.call("GET", place_of(kind)).data:
        mode = "preview" if said["id"] == id else "refine"
        bench.expect(said["type"] == f"{kind}-{mode}", f"a {mode} has the type {said['type']}")
        bench.expect(bool(said["texture_urls"]) == (mode == "refine"), f"textures of a {mode}: {said['texture_urls']}")
    other = bench.create("image-to-3d", CREATES["image-to-3d"])
    bench.advance(10.0)
    bench.task("image-to-3d", other)
    bench.call("DELETE", f"{place_of(kind)}/{id}")
    for gone in (other, id, "none"):
        answer = bench.call("POST", place_of(kind), body | {"preview_task_id": gone})
        bench.expect(answer.status in (400, 404), f"a task that is not a preview is refined: {answer.status}")


def strangers(bench: Bench) -> None:
    """Ask for tasks under the wrong kind, and for ids that never were."""
    ids = {kind: bench.create(kind, body) for kind, body in bench.bodies().items()}
    for pause in (0.0, 10.0):
        bench.advance(pause)
        for kind in ids:
            for other in (*(id for owner, id in ids.items() if owner != kind), "none", "%C3%A4"):
                for method in ("GET", "DELETE"):
                    found = bench.call(method, f"{place_of(kind)}/{other}")
                    bench.expect(found.status == 404, f"{method} of a strange id answers {found.status}")
                bench.stream(kind, other)
        for kind, id in ids.items():
            bench.expect(bench.task(kind, id).get("id") == id, "a task has gone")


def queue(bench: Bench) -> None:
    """Let tasks wait behind each other, in any kind; each knows how many are ahead."""
    ids: list[tuple[str, str]] = []
    bodies = 2 * [*bench.bodies().items()]
    for kind, body in bodies:
        ids.append((kind, bench.create(kind, body)))
        bench.advance(0.6 * PENDING / len(bodies))
    for number, (kind, id) in enumerate(ids):
        ahead = bench.task(kind, id).get("preceding_tasks")
        bench.expect(ahead == number, f"{ahead} tasks ahead of number {number}")
    bench.call("DELETE", f"{place_of(ids[0][0])}/{ids[0][1]}")
    bench.expect(bench.task(*ids[2]).get("preceding_tasks") == 1, "a deleted task is still ahead")
    bench.advance(0.6 * PENDING)
    ahead = bench.task(*ids[-1]).get("preceding_tasks", len(ids))
    bench.expect(ahead < len(ids) - 2, "a task that runs is still ahead")
    bench.advance(10.0)
    for kind, id in ids[1:]:
        bench.task(kind, id)


def whole_objects(bench: Bench) -> None:
    """Make one of everything that an answer can hold: textures, extra thumbnails, echoed references."""
    extras: Json = {
        "enable_pbr": True,
        "texture_prompt": "r\u00f6d \u2603",
        "alpha_thumbnail": True,
        "multi_view_thumbnails": True,
        "save_pre_remeshed_model": True,
        "target_polycount": 300,
    }
    bodies: list[tuple[str, Json]] = [
        ("image-to-3d", {"image_url": PICTURE, "ai_model": "meshy-5", **extras}),
        ("image-to-3d", {"image_url": PICTURE, "target_formats": ["stl", "3mf", "obj"], "should_texture": False}),
        ("multi-image-to-3d", {"image_urls": [PICTURE] * 4, **extras}),
        ("multi-image-to-3d", {"image_urls": [PICTURE], "ai_model": "latest", "texture_image_urls": [PICTURE] * 2}),
        ("image-to-3d", {"image_url": PICTURE, "texture_image_url": PICTURE, "should_texture": True}),
    ]
    ids = [(kind, bench.create(kind, body)) for kind, body in bodies]
    bench.advance(10.0)
    for (kind, id), (_, body) in zip(ids, bodies, strict=True):
        said = bench.task(kind, id)
        bench.expect(bool(said.get("alpha_thumbnail_url")) == ("alpha_thumbnail" in body), "alpha thumbnail")
        bench.expect(len(said.get("thumbnail_urls", {})) == 4 * ("multi_view_thumbnails" in body), "four thumbnails")
        maps = {name for textures in said.get("texture_urls", []) for name in textures}
        wanted = {"base_color", "metallic", "normal", "roughness"} if body.get("enable_pbr") else {"base_color"}
        bench.expect(maps == (wanted if body.get("should_texture") is not False else set()), f"textures {maps}")
        references = len(body.get("texture_image_urls", []))
        bench.expect(len(said.get("texture_image_urls", [])) == references, "reference pictures")
        bench.expect(("pre_remeshed_glb" in said["model_urls"]) == ("save_pre_remeshed_model" in body), "raw mesh")
        bench.stream(kind, id)


LIFECYCLE = (
    whole_life,
    progress,
    deletions,
    cancellations,
    failures,
    resizes,
    refines,
    strangers,
    queue,
    whole_objects,
)
