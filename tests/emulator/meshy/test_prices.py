"""The price of a create: the price table of the facts, the estimate and the emulator's charge agree, over every
combination of the parameters that a price depends on, for every kind and on several days.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest
from helpers.contract.prepared import prepare
from meshwright.contract.samples import MODEL, PICTURE
from meshwright.contract.walks.bench import opened, place_of
from meshwright.emulator.contract import Contract, OperationContract, Refused
from meshwright.spec.calendar import contract_of
from meshwright.spec.pricing import estimate
from meshwright.spec.reading import load_kinds, load_spec

DAYS = ("seed", "2026-03-16", "2026-09-20", "2026-11-29")
TASK = "018a210d-8ba4-705c-b111-1f1776f7f578"
LIGHT = ("meshy-4", "meshy-5", "meshy-6-lite")
IMAGE: dict[str, tuple[Any, ...]] = {
    "ai_model": (None, "meshy-4", "meshy-5", "meshy-6", "meshy-6-lite", "meshy-7", "meshy-7.1", "latest", "meshy-t2"),
    "should_texture": (None, True, False),
    "texture_resolution": (None, "2k", "4k", "8k"),
    "geometry_resolution": (None, "standard", "2k", "4k"),
    "texture_prompt": (None, "red"),
    "texture_image_url": (None, PICTURE),
    "ultra_mode": (None, True, False),
    "model_type": (None, "standard", "smart-topology"),
}
DRAWN = {"nano-banana": 3, "nano-banana-2-lite": 3, "nano-banana-2-1": 4, "nano-banana-2": 6, "nano-banana-pro": 9}
GPT = ("gpt-image-2", "gpt-image-2-5-flare", "gpt-image-2-5-sunburst")
PICTURES: dict[str, tuple[Any, ...]] = {
    "ai_model": (*DRAWN, *GPT),
    "generate_multi_view": (None, True),
    "aspect_ratio": (None, "1:1", "16:9"),
}
PARAMETERS: dict[str, tuple[dict[str, Any], dict[str, tuple[Any, ...]]]] = {
    "image-to-3d": ({"image_url": PICTURE}, IMAGE),
    "multi-image-to-3d": ({"image_urls": [PICTURE]}, {**IMAGE, "texture_image_urls": (None, [PICTURE])}),
    "text-to-3d": (
        {},
        {
            "mode": ("preview", "refine"),
            "ai_model": (None, "meshy-6", "meshy-6-lite", "meshy-7", "meshy-7.1", "latest", "meshy-t2", "meshy-t2.5"),
            "model_type": (None, "standard", "smart-topology"),
            "geometry_resolution": (None, "standard", "2k", "4k"),
            "ultra_mode": (None, True),
            "texture_resolution": (None, "2k", "4k", "8k"),
            "texture_prompt": (None, "red"),
        },
    ),
    "retexture": (
        {"model_url": MODEL, "text_style_prompt": "red"},
        {
            "ai_model": (None, "meshy-6", "meshy-6-lite", "meshy-7", "latest"),
            "texture_resolution": (None, "2k", "4k", "8k"),
            "enable_pbr": (None, True),
        },
    ),
    "resize": ({"model_url": MODEL, "resize_height": 1.0}, {"origin_at": (None, "center")}),
    "remesh": ({"model_url": MODEL}, {"topology": (None, "quad"), "target_formats": (None, ["fbx", "stl"])}),
    "convert": ({"model_url": MODEL}, {"target_formats": (["glb"], ["glb", "fbx", "obj", "usdz", "stl", "3mf"])}),
    "uv-unwrap": ({"model_url": MODEL}, {}),
    "text-to-image": ({"prompt": "a knight"}, PICTURES),
    "image-to-image": ({"prompt": "gold", "reference_image_urls": [PICTURE]}, PICTURES),
    "rigging": ({"model_url": MODEL}, {"height_meters": (None, 1.0, 2.0)}),
    "animations": (
        {"rig_task_id": TASK},
        {"action_id": (None, 1), "action_ids": (None, *([*range(count)] for count in range(1, 11)))},
    ),
    "text-to-motion": ({"prompt": "walks", "duration": 4}, {"mode": (None, "prime", "swift")}),
    "print-analyze": ({"model_url": MODEL}, {"printer_type": (None, "fdm", "sla", "full_color")}),
    "print-repair": ({"model_url": MODEL}, {"printer_type": (None, "fdm", "sla", "full_color")}),
    "print-multi-color": ({"model_url": MODEL}, {"max_colors": (None, 1, 16), "style": (None, "realistic", "cartoon")}),
    "print-split": (
        {"input_task_id": TASK, "prompt": "head, body"},
        {"mode": (None, "auto", "by_parts", "by_color"), "connectors": (None, True)},
    ),
}
LAB = {
    "figure": (6, 30),
    "vinyl-figure": (6, 30),
    "brick-figure": (6, 30),
    "lamp": (30, 6),
    "keychain": (6, 30),
    "fridge-magnet": (6, 30),
    "keycap": (12, 50),
    "fidget-pixel": (6, 30),
}
"""Prices of the prototype and the build of a product."""
PROTOTYPES: dict[str, dict[str, tuple[Any, ...]]] = {
    "lamp": {"image_subject": (None, "character", "landscape")},
    "keychain": {"name_text": (None, "Tom")},
    "keycap": {},
    "fidget-pixel": {"type": ("person", "other")},
}
BUILDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "lamp": {"output": (None, {"format": "zip"}), "options": (None, {"light_source_preset": "none"})},
    "keychain": {"output": (None, {"format": "obj"}), "options": (None, {"size_mm": 400})},
    "fridge-magnet": {"output": (None, {"format": "zip"}), "options": (None, {"badge_shape": "star"})},
    "keycap": {"candidate_id": ("candidate",), "options": (None, {"head_size_mm": 10})},
}
PARAMETERS |= {
    f"creative-lab-{product}-prototype": (
        {"image_url": PICTURE},
        PROTOTYPES.get(product, {"remove_background": (None, True)}),
    )
    for product in LAB
}
PARAMETERS |= {
    f"creative-lab-{product}-build": ({"input_task_id": TASK}, BUILDS.get(product, {"name": (None, "x")}))
    for product in LAB
}
PARAMETERS |= {"creative-lab-fidget-collapsible": ({"image_url": PICTURE}, {"name": (None, "x")})}
"""For each kind a request, and the parameters that its price might depend on with their values."""
FLAT = {"resize": 1, "convert": 1, "remesh": 5, "uv-unwrap": 5, "rigging": 5} | {
    f"print-{each}": price for each, price in {"analyze": 0, "repair": 10, "multi-color": 10, "split": 10}.items()
}
FLAT |= {
    f"creative-lab-{product}-{stage}": price
    for product, prices in LAB.items()
    for stage, price in zip(("prototype", "build"), prices, strict=True)
}
FLAT |= {"creative-lab-fidget-collapsible": 6}


def of_pictures(kind: str, body: dict[str, Any], day: str) -> int:
    """Return the price of a model of pictures."""
    textured = 10 if body.get("should_texture", True) else 0
    if day == "seed":
        return 5 + textured
    is_single, smart = kind == "image-to-3d", body.get("model_type") == "smart-topology"
    light = body.get("ai_model") in LIGHT or (is_single and smart)
    detail = ("2k", "4k") if is_single else ("2k",)
    fine = body.get("geometry_resolution") in detail or (is_single and body.get("ultra_mode", False))
    guided = any(body.get(name) for name in ("texture_prompt", "texture_image_url", "texture_image_urls"))
    sharp = textured and body.get("texture_resolution") == "8k"
    fee = 10 if guided and day >= "2026-09-18" else 0
    return (5 if light else 20) + textured + (5 if sharp else 0) + (5 if fine else 0) + fee


def of_words(body: dict[str, Any]) -> int:
    """Return the price of a preview or a refine."""
    if body["mode"] == "refine":
        return 15 if body.get("texture_resolution") == "8k" else 10
    light = body.get("ai_model") == "meshy-6-lite" or body.get("model_type") == "smart-topology"
    fine = body.get("geometry_resolution") in ("2k", "4k") or body.get("ultra_mode", False)
    return (5 if light else 20) + (5 if fine else 0)


def by_the_facts(kind: str, body: dict[str, Any], day: str) -> int:
    """Return the price by the table of the facts, written down apart from the spec."""
    if kind in FLAT:
        return FLAT[kind]
    if "ai_model" in body and "prompt" in body and body["ai_model"] in (*DRAWN, *GPT):
        return DRAWN.get(body["ai_model"]) or (9 if kind == "text-to-image" else 12)
    if kind == "text-to-motion":
        return 3 if body.get("mode") == "swift" else 10
    if kind == "animations":
        return 3 * len(body.get("action_ids", [0]))
    if kind == "retexture":
        return 15 if body.get("texture_resolution") == "8k" else 10
    return of_words(body) if kind == "text-to-3d" else of_pictures(kind, body, day)


@cache
def creates(day: str) -> dict[str, OperationContract]:
    """Return the creates of a day, by kind."""
    found = Contract(contract_of(load_spec("meshy"), day)).operations()
    return {each.id.partition(".")[0].replace("_", "-"): each for each in found if each.id.endswith(".create")}


def requests(kind: str) -> Iterator[dict[str, Any]]:
    """Yield every combination of the parameters of a kind."""
    body, choices = PARAMETERS[kind]
    for values in product(*choices.values()):
        chosen = {name: value for name, value in zip(choices, values, strict=True) if value is not None}
        if kind == "text-to-3d":
            chosen |= {"prompt": "a knight"} if chosen["mode"] == "preview" else {"preview_task_id": TASK}
        yield {**body, **chosen}


@cache
def accepted(kind: str, day: str) -> tuple[tuple[dict[str, Any], int], ...]:
    """Return the requests of a kind that the emulator takes on a day, with what it charges."""
    create = creates(day).get(kind)
    return tuple(_accepted(kind, create)) if create else ()


def _accepted(kind: str, create: OperationContract) -> Iterator[tuple[dict[str, Any], int]]:
    for body in requests(kind):
        try:
            filled = create.read_body(body)
        except Refused:
            continue
        yield {name: value for name, value in body.items() if name in create.members}, create.credits_for(filled)


def test_every_kind_has_its_table() -> None:
    """No kind is without a price here."""
    assert set(PARAMETERS) == set(load_kinds("meshy"))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("kind", PARAMETERS)
def test_facts_estimate_and_charge_agree(kind: str, day: str) -> None:
    """The three are equal for every combination that the emulator takes."""
    tag = kind.replace("-", "_")
    for body, charge in accepted(kind, day):
        said = (by_the_facts(kind, body, day), estimate("meshy", f"{tag}.create", body, day).credits)
        assert said == (charge, charge), body


def test_the_combinations_are_counted() -> None:
    """So many combinations are compared, and so many are refused."""
    compared = sum(len(accepted(kind, day)) for kind, day in product(PARAMETERS, DAYS))
    sent = sum(1 for kind, day in product(PARAMETERS, DAYS) for _ in requests(kind) if kind in creates(day))
    assert (compared, sent - compared) == (61478, 138156)


def test_the_balance_falls_by_the_price(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today, a create of each kind at each price takes that price from the account, and its task has it."""
    prepare(monkeypatch)
    with opened(as_of=DAYS[-1]) as bench:
        for kind in PARAMETERS:
            by_price = {charge: body for body, charge in accepted(kind, DAYS[-1]) if TASK not in body.values()}
            for price, body in by_price.items():
                before = bench.balance()
                said = bench.task(kind, bench.create(kind, body))
                assert (before - bench.balance(), said["consumed_credits"]) == (price, price), (place_of(kind), body)
        assert bench.findings == []
