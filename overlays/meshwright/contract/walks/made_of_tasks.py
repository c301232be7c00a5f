"""Tasks that are made of other tasks: of each kind, in each way that a rule about the source names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from ...spec.reading import Json, operation
from ...spec.shapes import shape_of
from ..samples import CREATES
from .bench import STANDING, Bench, place_of

NOBODY = "00000000-0000-4000-8000-000000000000"


def sources_of_each_kind(bench: Bench) -> None:
    """Name a finished task of each kind, one that never was, and one that is gone, wherever a task can be named."""
    ids = {kind: _finished(bench, kind) for kind in CREATES}
    gone = _finished(bench, "image-to-3d")
    bench.call("DELETE", f"{place_of('image-to-3d')}/{gone}")
    for kind, name, body in _inputs(bench):
        tasks = shape_of("meshy", kind).tasks()
        taken, refused = tasks[name], shape_of("meshy", kind).taken[name].get("x-status", 400)
        body |= {each: _of_kinds(ids, tasks[each]) for each in body.keys() & tasks}
        for other, id in ids.items():
            answer = bench.call("POST", place_of(kind), {**body, name: id})
            wanted = (202, 400) if {other, "any"} & set(taken) else (refused,)
            wanted = (*wanted, 422) if kind in STANDING else wanted  # the engine makes no figure of the sample picture
            bench.expect(answer.status in wanted, f"{kind} of {other} answers {answer.status}")
        for id in (NOBODY, gone):
            answer = bench.call("POST", place_of(kind), {**body, name: id})
            bench.expect(answer.status == (400 if "any" in taken else 404), f"{kind} of none answers {answer.status}")
        bench.call("POST", place_of(kind), {**body, name: "no id at all"})
        bench.call("GET", place_of(kind))
    bench.balance()


def _of_kinds(ids: Mapping[str, str], kinds: Collection[str]) -> str:
    """Return the first task of the kinds that a parameter takes."""
    return next(id for kind, id in ids.items() if {kind, "any"} & set(kinds))


def _finished(bench: Bench, kind: str, **more: object) -> str:
    """Make a task and let it end."""
    id = bench.create(kind, {**bench.body(kind), **more})
    bench.advance(10.0)
    bench.task(kind, id)
    return id


def _inputs(bench: Bench) -> Iterator[tuple[str, str, Json]]:
    """Yield each parameter that names a task of a kind that there is, with its kind and a request around it."""
    for kind in CREATES:
        shape = shape_of("meshy", kind)
        create = operation(bench.oracle.spec, f"{kind.replace('-', '_')}.create")
        examples = create["requestBody"]["content"]["application/json"]["examples"].values()
        for name, kinds in shape.tasks().items():
            if {"any", *CREATES} & set(kinds):
                own = {key: value for key, value in CREATES[kind].items() if key not in shape.sources()}
                yield kind, name, next((one["value"] for one in examples if name in one["value"]), own)


def refined(bench: Bench) -> None:
    """Refine a task that is not a preview, and a preview of a model that has no 4k."""
    preview = _finished(bench, "text-to-3d")
    body: Json = {"mode": "refine", "preview_task_id": preview, "target_formats": ["glb"]}
    refine = _made(bench, "text-to-3d", body)
    bench.refused("text-to-3d", body | {"preview_task_id": refine}, "a refine is refined")
    bench.refused("text-to-3d", body | {"ai_model": "meshy-t2"}, "a refine by a model of smart topology")
    small = _finished(bench, "text-to-3d", ai_model="meshy-6-lite")
    for resolution, wanted in (("2k", 202), ("4k", 400), ("8k", 400)):
        answer = bench.call(
            "POST", place_of("text-to-3d"), body | {"preview_task_id": small, "texture_resolution": resolution}
        )
        bench.expect(answer.status == wanted, f"a refine at {resolution} of a light model answers {answer.status}")


def printed(bench: Bench) -> None:
    """Print tasks in every way that a rule names: without textures, of smart topology, by colours, after analysis."""
    image = {**CREATES["image-to-3d"], "should_texture": True}
    plain, painted = _finished(bench, "image-to-3d"), _made(bench, "image-to-3d", image)
    smart = _made(bench, "image-to-3d", image | {"model_type": "smart-topology"})
    preview = _finished(bench, "text-to-3d")
    refine = _made(bench, "text-to-3d", {"mode": "refine", "preview_task_id": preview, "target_formats": ["glb"]})
    remeshed = _made(bench, "remesh", {"input_task_id": painted, "target_polycount": 300})
    of_smart = _made(bench, "remesh", {"input_task_id": smart, "target_polycount": 300})
    colours, split = "print-multi-color", "print-split"
    for id in (painted, refine, remeshed):
        bench.create(colours, {"input_task_id": id, "max_colors": 2})
    for id in (plain, preview):
        bench.refused(colours, {"input_task_id": id}, "a model without textures is printed in colours")
    for id in (plain, preview, remeshed):
        bench.create(split, {"input_task_id": id})
    for id in (smart, of_smart, refine):
        bench.refused(split, {"input_task_id": id}, "smart topology or a refine is split")
    by_colour: Json = {"mode": "by_color", "prompt": "red hat, blue coat"}
    bench.create(split, {"input_task_id": painted, **by_colour})
    bench.refused(
        split, {"input_task_id": remeshed, **by_colour}, "a model that is not made of a picture is split by colours"
    )
    looked = _made(bench, "print-analyze", {"input_task_id": plain, "printer_type": "sla"})
    bench.task("print-repair", _made(bench, "print-repair", {"input_task_id": looked}))
    for kind in (colours, split):
        bench.advance(10.0)
        bench.call("GET", place_of(kind))


def drawn(bench: Bench) -> None:
    """Draw one picture and three views, and make models and other pictures of them."""
    words, pictures = "text-to-image", "image-to-image"
    one = _finished(bench, words)
    views = _finished(bench, words, generate_multi_view=True)
    body: Json = {"ai_model": "nano-banana-pro", "prompt": "gold"}
    for id in (one, views):
        bench.create("multi-image-to-3d", {**_without_sources("multi-image-to-3d"), "input_task_id": id})
        again = _made(bench, pictures, {**body, "input_task_id": id, "remove_background": True})
        bench.create("image-to-3d", {**_without_sources("image-to-3d"), "input_task_id": again})
        bench.advance(10.0)
    image: Json = {**_without_sources("image-to-3d"), "input_task_id": views}
    bench.refused("image-to-3d", image, "one model is made of three views")
    wide: Json = {**body, "aspect_ratio": "16:9", "generate_multi_view": True}
    bench.refused(words, wide, "views of another ratio are drawn")
    bench.refused(words, {**body, "aspect_ratio": "3:2"}, "a ratio of other models is drawn")
    bench.refused(pictures, body, "nothing is changed")
    for kind in (words, pictures):
        bench.call("GET", place_of(kind))


def _without_sources(kind: str) -> Json:
    return {name: value for name, value in CREATES[kind].items() if name not in shape_of("meshy", kind).sources()}


def _made(bench: Bench, kind: str, body: Json) -> str:
    id = bench.create(kind, body)
    bench.advance(10.0)
    bench.task(kind, id)
    return id


def old_models(bench: Bench) -> None:
    """Analyze and split a model that was made before meshy-6, under the contract of a day that has both."""
    spec = bench.oracle.spec
    taken = spec["components"]["schemas"].get("ImageModel", {}).get("enum", ())
    if "post" not in spec["paths"][place_of("print-split")] or "meshy-5" not in taken:
        return
    old = _finished(bench, "image-to-3d", ai_model="meshy-5")
    for kind, wanted in (("print-analyze", 404), ("print-split", 400)):
        answer = bench.call("POST", place_of(kind), {"input_task_id": old})
        bench.expect(answer.status == wanted, f"{kind} of an old model answers {answer.status}")
    light = _finished(bench, "image-to-3d", ai_model="meshy-6-lite")
    bench.refused("print-split", {"input_task_id": light}, "the model of a light one is split")


MADE_OF_TASKS = (sources_of_each_kind, refined, printed, drawn)
