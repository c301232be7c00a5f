"""Requests at and beyond each bound of the spec, and in each combination that it forbids; the oracle judges.

The candidates are derived from the spec, so a new parameter is walked without a line here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations as combinations_of
from itertools import product
from typing import Any

from ...spec.reading import Json, body_schema, fields, operation, resolve, rules
from ...spec.shapes import shape_of
from ..samples import CREATES, MODEL, PICTURE, QUICK
from .bench import Bench, place_of

JUNK: tuple[Any, ...] = (None, "", "x", 0, -1, 1.5, True, [], {}, [None], "9" * 20)
SAMPLES: Json = {"string": "2k", "boolean": True, "integer": 300, "number": 1.0, "array": [PICTURE]}
SOURCES = {"image-to-3d": "image_url", "multi-image-to-3d": "image_urls"}
NOT_READABLE = (
    "data:image/gif;base64,R0lGODlh",
    "data:image/png;base64,!!",
    "data:image/png;base64,R0lGODlh",
    "ftp://x/y",
)


def parameters(bench: Bench) -> None:
    """Send each parameter of each create, and each member of one, at its bounds, beyond them, and as junk."""
    for kind in CREATES:
        good = bench.body(kind)
        schema = body_schema(operation(bench.oracle.spec, f"{kind.replace('-', '_')}.create")) or {}
        for name in resolve(bench.oracle.spec, schema).get("x-refused", ()):
            bench.refused(kind, {**good, name: "x"}, f"{kind}: {name} is not refused")
        for name, field in fields(bench.oracle.spec, schema).items():
            inner = fields(bench.oracle.spec, field).items()
            if "x-task-input" not in field:
                for value in (
                    *candidates(field),
                    *({part: one} for part, of in inner for one in candidates(of)),
                    *JUNK,
                ):
                    bench.call("POST", place_of(kind), {**good, name: value})
            bench.call("POST", place_of(kind), {key: value for key, value in good.items() if key != name})
        review(bench, kind)


def exclusions(bench: Bench) -> None:
    """Break each rule about several parameters, and send each parameter that it names alone."""
    spec = bench.oracle.spec
    for kind in (kind for kind in CREATES if "post" in spec["paths"][place_of(kind)]):
        schema = body_schema(operation(spec, f"{kind.replace('-', '_')}.create")) or {}
        taken, good = fields(spec, schema), bench.body(kind)
        inputs = {*shape_of("meshy", kind).sources(), *shape_of("meshy", kind).tasks()}
        least = {name: value for name, value in good.items() if name in inputs}
        for broken in (body for rule in rules(spec, schema) for body in forbidden(rule, taken)):
            for chosen in (broken, *({name: value} for name, value in broken.items())):
                bench.call("POST", place_of(kind), {**good, **chosen})
            bench.call("POST", place_of(kind), {**least, **broken})
            bench.call("POST", place_of(kind), broken)
        review(bench, kind)


def forbidden(rule: Json, taken: Json) -> Iterator[Json]:
    """Yield members of a request that break a rule, or come close to it."""
    if "not" in rule:
        yield from meant(rule["not"], taken)
    for given in meant(rule["if"], taken) if "if" in rule else ():
        then = rule["then"]
        yield given
        for inner in meant(then["if"], taken) if "if" in then else ({},):
            for name, wanted in (then.get("then") or then).get("properties", {}).items():
                yield from ({**given, **inner, name: wanted[key] + 1} for key in ("maximum",) if key in wanted)
        yield from ({**given, **more} for more in (meant(then["not"], taken) if "not" in then else ()))
    yield {}


def meant(condition: Json, taken: Json) -> Iterator[Json]:
    """Yield requests for which a condition holds, as far as it is made of members with values."""
    found: Json = {}
    for name in {*condition.get("required", ()), *condition.get("properties", ())}:
        wanted = condition.get("properties", {}).get(name, {})
        parameter = taken.get(name, {"type": "string"})  # it may be newer than the contract, whose rules still name it
        sample = PICTURE if "pattern" in parameter else SAMPLES[parameter["type"]]
        found[name] = wanted.get("const", wanted.get("enum", [sample])[0])
    for part in condition.get("anyOf", [{}]):
        yield from ({**found, **more} for more in meant(part, taken)) if part else (found,)


def candidates(field: Json) -> Iterator[Any]:
    """Yield values around the bounds of a parameter."""
    for bound in (field.get(key) for key in ("minimum", "maximum", "exclusiveMinimum")):
        if bound is not None:
            yield from (bound - 1, bound, bound + 1, float(bound), bound + 0.5, bound + 1e-6)
    for length in (field.get(key) for key in ("minLength", "maxLength")):
        if length is not None:
            yield from ("x" * max(0, length - 1), "x" * length, "x" * (length + 1), "\u2603" * length)
    for value in field.get("enum", []):
        yield value
        if isinstance(value, str):
            yield from (value.upper() + " ", [value])
    if "pattern" in field:
        yield from (PICTURE, MODEL, PICTURE.replace("png", "tiff", 1), *NOT_READABLE)
    if "items" in field:
        source = PICTURE if "pattern" in field["items"] else field["items"].get("enum", ["x"])[0]
        yield from ([source] * number for number in (0, 1, field.get("maxItems", 4), field.get("maxItems", 4) + 1))
        yield from ([source, item] for item in (None, 1, "x", *field["items"].get("enum", [])))


def review(bench: Bench, kind: str) -> None:
    """Check the cost and the parameters of every task of a kind that was accepted; then delete them."""
    page = 1
    while len(bench.call("GET", place_of(kind), query=f"page_size=50&page_num={page}").data) == 50:
        page += 1
    bench.balance()
    bench.begin_anew()
    bench.balance()


def combinations(bench: Bench) -> None:
    """Send the combinations that rules and prices name, allowed or not."""
    sources: list[Json] = [{}, {"model_url": MODEL}]
    modes: list[Json] = [{}, {"auto_size": True}, {"auto_size": False}]
    sizes: list[Json] = [{}, {"resize_height": 1}, {"resize_longest_side": 1.5}]
    for parts in product(sources, modes, sizes, sizes):
        bench.call("POST", "/resize", {name: value for part in parts for name, value in part.items()})
    review(bench, "resize")
    guides: dict[str, tuple[Any, ...]] = {
        "should_texture": (None, True, False),
        "enable_pbr": (None, True),
        "texture_prompt": (None, "red", ""),
        "texture_image_url": (None, PICTURE),
        "ultra_mode": (None, True, False),
        "geometry_resolution": (None, "standard", "2k", "4k"),
    }
    models: dict[str, tuple[Any, ...]] = {
        "ai_model": (None, "meshy-5", "meshy-6-lite", "meshy-7", "latest", "meshy-t2.5"),
        "model_type": (None, "standard", "smart-topology"),
        "target_polycount": (15000, 15001, 30000, 30001),
        "texture_resolution": (None, "2k", "8k"),
    }
    for kind in (kind for kind in CREATES if "ai_model" in shape_of("meshy", kind).taken):
        good = {name: value for name, value in bench.body(kind).items() if name not in QUICK}
        for choices in (guides, models):
            for chosen in _pairs({name: choices[name] for name in choices if name in shape_of("meshy", kind).taken}):
                bench.call("POST", place_of(kind), good | chosen)
        review(bench, kind)
    for kind, name in SOURCES.items():
        good = {name: CREATES[kind][name]}
        for references, model in product((None, [PICTURE]), (None, "meshy-6", "meshy-7", "latest")):
            given = {"texture_image_urls": references, "ai_model": model, "texture_prompt": "red"}
            for dropped in (set[str](), {"texture_prompt"}):
                chosen = {k: v for k, v in given.items() if v is not None and k not in dropped}
                bench.call("POST", place_of(kind), good | chosen)
        review(bench, kind)


def _pairs(choices: dict[str, tuple[Any, ...]]) -> Iterator[Json]:
    """Yield every combination of the values of two parameters; None leaves one out."""
    for one, other in combinations_of(choices, 2):
        for first, second in product(choices[one], choices[other]):
            yield {name: value for name, value in ((one, first), (other, second)) if value is not None}


def prices_of_the_end(bench: Bench) -> None:
    """Let tasks of different prices end; what they cost does not change on the way."""
    good = CREATES["image-to-3d"]
    bodies = [good, good | {"should_texture": True}, good | {"should_texture": True, "texture_prompt": "red"}]
    before = bench.balance()
    ids = [bench.create("image-to-3d", body) for body in bodies]
    costs = [bench.task("image-to-3d", id).get("consumed_credits", 0) for id in ids]
    bench.expect(bench.balance() == before - sum(costs), "the balance does not match the tasks' consumed_credits")
    bench.advance(10.0)
    after = [bench.task("image-to-3d", id).get("consumed_credits", 0) for id in ids]
    bench.expect(costs == after, f"costs changed from {costs} to {after}")


def bodies(bench: Bench) -> None:
    """Send bodies that are not requests."""
    texts = (
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"1",
        b"\xff\xfe",
        b"[" * 100000,
        b'{"a":' * 90 + b"1" + b"}" * 90,
        b"NaN",
    )
    for kind, good in bench.bodies().items():
        for text in (*texts, b'{"resize_height": 1e999, "model_url": "x"}', b'{"texture_prompt": "\\ud800"}'):
            answer = bench.call("POST", place_of(kind), content=text)
            bench.expect(answer.status == 400, f"{kind}: {text[:20]!r} answers {answer.status}")
        plain = bench.call("POST", place_of(kind), good, headers={"content-type": "text/plain"})
        bench.expect(plain.status == 400, f"{kind}: a body of text/plain answers {plain.status}")
        bench.call("POST", place_of(kind), good | {"frobnicate": 1})
        large = bench.call("POST", place_of(kind), good | {"frobnicate": "x" * 2**20})
        bench.expect(large.status == 202, f"{kind}: an unknown member of 1 MiB answers {large.status}")


def keys_and_methods(bench: Bench) -> None:
    """Call every operation without a key and with wrong ones, and every path with wrong methods."""
    wrong = ("", "Bearer", "Basic msy_contract", "msy_contract", "Bearer other", "bearer  msy_contract")
    for path, item in bench.oracle.spec["paths"].items():
        short = path.removeprefix("/openapi/v1").replace("{id}", "none")
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            body: Json | None = {} if method == "POST" else None
            if method.lower() in item:
                for key in wrong:
                    bench.call(method, short, body, headers={"authorization": key})
                browser = bench.call(method, short, body, headers={"origin": "https://example.com"})
                if item[method.lower()].get("security") != []:
                    bench.expect(browser.status == 403, f"{browser}: a browser is let in")
            else:
                bench.call(method, short, body)
    for path in ("/", "/none", "/image-to-3d/", "/image-to-3d/a/b", "/resize/a/stream/"):
        bench.expect(bench.call("GET", path).status == 404, f"{path} is found")


def sources(bench: Bench) -> None:
    """Name sources that are not pictures, that cannot be read, or that another one overrides."""
    image, url = CREATES["image-to-3d"], "http://127.0.0.1:9/none"
    bad = (*NOT_READABLE, PICTURE[:-3] + "!!!", url)
    for source in bad:
        for kind, body in (
            ("image-to-3d", {"image_url": source}),
            ("image-to-3d", image | {"texture_image_url": source} if source.startswith("data:") else {}),
            ("multi-image-to-3d", {"image_urls": [PICTURE, source]}),
        ):
            answer = bench.call("POST", place_of(kind), body)
            bench.expect(answer.status == 400, f"{kind}: the source {source[:40]!r} answers {answer.status}")
    for number in ("1e999", "NaN", "-Infinity"):
        text = f'{{"model_url": "{MODEL}", "resize_height": {number}}}'.encode()
        answer = bench.call("POST", "/resize", content=text)
        bench.expect(answer.status == 400, f"resize_height {number} answers {answer.status}")
    for kind, name in SOURCES.items():
        answer = bench.call("POST", place_of(kind), CREATES[kind] | {"input_task_id": "none"})
        bench.expect(answer.status == 404, f"{kind}: input_task_id does not win over {name}: {answer.status}")
    source = bench.create("image-to-3d", image)
    bench.advance(10.0)
    bench.task("image-to-3d", source)
    flat = bench.create("image-to-3d", image | {"target_formats": ["stl"]})
    bench.advance(10.0)
    bench.task("image-to-3d", flat)
    refused = bench.call("POST", "/resize", {"input_task_id": flat, "resize_height": 1.0})
    bench.expect(refused.status == 400, f"resize: a task without a GLB is a source: {refused.status}")
    both = bench.call("POST", "/resize", {"input_task_id": source, "model_url": url, "resize_height": 1.0})
    bench.expect(both.status == 202, f"resize: input_task_id does not win over model_url: {both.status}")
    styled = image | {"texture_image_url": "https://example.com/style.png", "texture_prompt": " red "}
    bench.task("image-to-3d", bench.create("image-to-3d", styled))


REQUESTS = (sources, parameters, exclusions, combinations, prices_of_the_end, bodies, keys_and_methods)
