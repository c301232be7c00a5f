"""Parameters in vain: the conditions of the spec, the estimate's caveat, and the emulator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import jsonschema_rs
import pytest
from meshwright import Meshy
from meshwright.emulator.contract import Contract, OperationContract, Refused
from meshwright.spec.calendar import contract_on
from meshwright.spec.conditions import holds
from meshwright.spec.effects import caveats
from meshwright.spec.reading import body_schema, fields, load_kinds, load_spec, operation, rules
from meshwright.spec.wording import effects

DAYS = ("2026-04-20", "2026-09-10", "2026-11-29", "seed")
CREATES = [f"{kind.replace('-', '_')}.create" for kind in load_kinds("meshy")]
TEXT = {"mode": "preview", "prompt": "a chair"}


def known(day: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the creates of a day with their parameters."""
    spec = contract_on("meshy", day)
    for name in CREATES:
        try:
            yield name, fields(spec, body_schema(operation(spec, name)) or {})
        except KeyError:  # not there on that day
            continue


@pytest.mark.parametrize(
    ("name", "body", "day", "found"),
    [
        ("image_to_3d.create", {"should_remesh": False, "topology": "quad"}, "seed", ["topology has no effect; it has "
         "one only if should_remesh is true or model_type is smart-topology"]),
        ("image_to_3d.create", {"target_polycount": 500}, "seed", []),
        ("image_to_3d.create", {"target_polycount": 500}, "2026-11-29", ["target_polycount has no effect; it has one "
         "only if (should_remesh is true or model_type is smart-topology) and decimation_mode is not given"]),
        ("image_to_3d.create", {"target_polycount": 500, "should_remesh": True}, "2026-11-29", []),
        ("image_to_3d.create", {"target_polycount": 500, "model_type": "smart-topology"}, "2026-11-29", []),
        ("image_to_3d.create", {"target_polycount": 30_000, "should_remesh": False}, "seed", []),
        ("image_to_3d.create", {"should_texture": False, "enable_pbr": False}, "seed", []),
        ("image_to_3d.create", {"should_texture": False, "texture_prompt": "red"}, "seed", ["texture_prompt has no "
         "effect; it has one only if should_texture is true"]),
        ("image_to_3d.create", {"should_texture": False, "texture_prompt": "red"}, "2026-11-29", ["the service refuses "
         "this: texture options need should_texture", "texture_prompt has no effect; it has one only if should_texture "
         "is true"]),
        ("image_to_3d.create", {"symmetry_mode": "on"}, "2026-05-10", []),
        ("image_to_3d.create", {"symmetry_mode": "on"}, "2026-05-11", ["symmetry_mode has no effect"]),
        ("image_to_3d.create", {"ai_model": "meshy-5"}, "2026-10-09", []),
        ("image_to_3d.create", {"ai_model": "meshy-5"}, "2026-10-10", ["the service refuses this: ai_model meshy-5 was "
         "retired on 2026-10-10"]),
        ("image_to_3d.create", {"not_a_parameter": 1}, "2026-11-29", []),
        ("text_to_3d.create", {"mode": "refine", "preview_task_id": "x", "topology": "quad"}, "seed", ["topology has "
         "no effect; it has one only if (should_remesh is true or model_type is smart-topology) and mode is preview"]),
        ("text_to_3d.create", {**TEXT, "negative_prompt": "legs"}, "seed", ["negative_prompt has no effect"]),
        ("remesh.create", {"model_url": "https://a/b.glb", "input_task_id": "x"}, "seed", ["model_url has no effect; "
         "it has one only if input_task_id is not given"]),
    ],
)  # fmt: skip
def test_what_is_given_in_vain(name: str, body: dict[str, Any], day: str, found: list[str]) -> None:
    """A value that is not the default, where the condition of its parameter does not hold on that day."""
    assert list(caveats("meshy", name, body, day)) == found


@pytest.mark.parametrize("day", DAYS)
def test_every_condition_can_be_evaluated_and_put_into_words(day: str) -> None:
    """Our few keywords decide as a real validator does, for every condition and every value that it names."""
    seen = 0
    for name, taken in known(day):
        schema = body_schema(operation(contract_on("meshy", day), name)) or {}
        conditions = [field["x-effect-when"] for field in taken.values() if "x-effect-when" in field]
        conditions += [rule for rule in rules(contract_on("meshy", day), schema) if "x-message" in rule]
        assert all(list(effects(field)) for field in taken.values() if "x-effect-when" in field)
        for condition, body in product(conditions, bodies(taken)):
            seen += 1
            assert holds(condition, body) == jsonschema_rs.Draft202012Validator(condition).is_valid(body), condition
    assert seen > 1000


def bodies(taken: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield requests with one or two parameters, with values that rules name."""
    values = [(name, value) for name, field in taken.items() for value in typical(field)]
    yield {}
    for one, other in combinations(values, 2):
        yield dict([one, other])


def refusal(found: OperationContract, body: dict[str, Any]) -> str:
    """Return the text with which the emulator refuses a request; empty if it takes it."""
    try:
        found.read_body(body)
    except Refused as refused:
        return str(refused)
    return ""


def typical(field: dict[str, Any]) -> list[Any]:
    listed = field.get("enum")
    if listed:
        return list(listed)
    kind = field.get("type")
    return {"boolean": [True, False], "string": ["https://example.com/a.png"]}.get(str(kind), [])


@pytest.mark.parametrize("day", DAYS)
def test_the_client_foresees_the_refusals_of_the_emulator(day: str) -> None:
    """For all pairs of values beside an example: both refuse, or neither. Values of other days are not compared."""
    contract = Contract(contract_on("meshy", day))
    found = {each.id: each for each in contract.operations()}
    compared = 0
    for name, taken in known(day):
        content = operation(load_spec("meshy"), name)["requestBody"]["content"]["application/json"]
        example = next(iter(content["examples"].values()))["value"]
        for pair in bodies(
            {key: field for key, field in taken.items() if "enum" in field or field.get("type") == "boolean"}
        ):
            body = {**{key: value for key, value in example.items() if key in taken}, **pair}
            foreseen = [said for said in caveats("meshy", name, body, day) if "refuses" in said]
            message = refusal(found[name], body)
            if message.startswith("missing parameter"):  # the emulator names one reason, and an estimate needs no input
                continue
            assert any(message in said for said in foreseen) if message else not foreseen, (name, body, message)
            compared += 1
    assert compared > 500


def test_the_estimate_has_the_caveat() -> None:
    """The price is estimated nevertheless, and names the parameter."""
    with Meshy("msy_x", as_of="2026-11-29") as meshy:
        estimate = meshy.image_to_3d.estimate(should_remesh=False, topology="quad")
    assert estimate.credits == 30
    assert any("topology has no effect" in caveat for caveat in estimate.caveats)
