"""Estimates: the price rules of the spec, held to a real validator and to what the emulator charges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from helpers.prepared_service import PICTURE
from helpers.sample import sample_picture
from hypothesis import given
from hypothesis import strategies as st
from meshwright import ConfigurationError, Meshy, PriceTooHigh
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.contract import Contract
from meshwright.spec.calendar import contract_of
from meshwright.spec.conditions import holds
from meshwright.spec.pricing import estimate
from meshwright.spec.reading import body_schema, fields, load_spec, operation, with_defaults

pytestmark = pytest.mark.usefixtures("no_certificates")

CREATES = ("image_to_3d.create", "multi_image_to_3d.create", "resize.create")
DAYS = ("2025-06-01", "2026-05-25", "2026-09-17", "2026-09-18", "2026-11-21", "seed")


def rules(days: tuple[str, ...] = DAYS) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every price rule of the spec on several days."""
    for day in days:
        spec = contract_of(load_spec("meshy"), day)
        for name in CREATES:
            try:
                found = operation(spec, name)["x-credits"]["rules"]
            except KeyError:  # not there yet on that day
                continue
            for rule in found:
                yield day, name, rule


def conditions() -> list[Any]:
    """List the conditions of all rules, each once."""
    found: list[Any] = []
    for _, _, rule in rules():
        if "when" in rule and rule["when"] not in found:
            found.append(rule["when"])
    return found


def mentioned(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield the members and values that conditions name."""
    if isinstance(node, dict):
        for name, rule in node.get("properties", {}).items():
            for key, value in (rule.get("not") or rule).items():
                yield from ((name, one) for one in (value if isinstance(value, list) else [value]) if key != "not")
        for part in node.get("anyOf", []):
            yield from mentioned(part)


CONDITIONS = conditions()
VALIDATORS = [(condition, jsonschema_rs.Draft202012Validator(condition)) for condition in CONDITIONS]
CONTRACTS = {day: contract_of(load_spec("meshy"), day) for day in DAYS}
JUDGES = {
    (found.id, day): found for day in DAYS for found in Contract(CONTRACTS[day]).operations() if found.id in CREATES
}
VALUES: dict[str, list[Any]] = {}
for _condition in CONDITIONS:
    for _name, _value in mentioned(_condition):
        VALUES.setdefault(_name, []).append(_value)
ODD: st.SearchStrategy[Any] = st.sampled_from(["", "x", "8k", 0, 1, 1.0, True, False, None, [], [""], {}])
REQUESTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(known) | ODD for name, known in VALUES.items()})


@given(REQUESTS)
def test_the_evaluator_agrees_with_a_validator(request_: dict[str, Any]) -> None:
    """For every price rule of the spec the few lines here and jsonschema-rs agree on every request."""
    for condition, validator in VALIDATORS:
        assert holds(condition, request_) == validator.is_valid(request_), condition


def test_every_keyword_is_known() -> None:
    """No price rule uses what is not evaluated here, wherever it stands."""
    full: dict[str, Any] = {name: known[0] for name, known in VALUES.items()}
    for condition in CONDITIONS:
        for request_ in ({}, full, dict.fromkeys(VALUES, "")):
            assert holds(condition, request_) in (True, False)


def test_an_unknown_keyword_is_an_error() -> None:
    """A rule that cannot be evaluated never becomes a silent price."""
    with pytest.raises(ValueError, match="'pattern', which is not evaluated here"):
        holds({"properties": {"name": {"pattern": "x"}}}, {"name": "x"})


@given(st.sampled_from(CREATES[:2]), st.sampled_from(DAYS), st.data())
def test_an_estimate_is_what_the_emulator_charges(name: str, day: str, data: st.DataObject) -> None:
    """The estimate of a request is the emulator's price of the same request on the same day."""
    spec, contract = CONTRACTS[day], JUDGES[name, day]
    known = fields(spec, body_schema(operation(spec, name)) or {})
    choices = {
        member: st.booleans() if field.get("type") == "boolean" else st.sampled_from(field["enum"])
        for member, field in known.items()
        if field.get("type") == "boolean" or (field.get("enum") and field.get("type") == "string")
    }
    body = data.draw(st.fixed_dictionaries({}, optional=choices))
    filled = with_defaults(body, contract.defaults, contract.dependent)
    assert estimate("meshy", name, body, day).credits == contract.credits_for(filled)


@pytest.fixture(scope="module")
def creates(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Any]]]:
    """Creates of several prices, of a picture that the engine can model: a task that fails is not charged."""
    png = sample_picture(tmp_path_factory.mktemp("picture") / "picture.png")
    return [
        ("image_to_3d", {"image_url": png}),
        ("image_to_3d", {"image_url": png, "should_texture": False}),
        ("image_to_3d", {"image_url": png, "texture_prompt": "red"}),
        ("multi_image_to_3d", {"image_urls": [png, png]}),
    ]


def charged(meshy: Meshy, tag: str, body: dict[str, Any]) -> int:
    """Create a task and return what the account lost."""
    before = meshy.balance()
    getattr(meshy, tag).create(**body)
    return before - meshy.balance()


@pytest.mark.parametrize("as_of", [None, "seed", "today", "2026-07-01", "2026-11-21"])
def test_the_embedded_emulator_charges_what_was_estimated(as_of: str | None, creates: Any) -> None:
    """Estimates and max_credits follow the contract of the embedded emulator."""
    with Meshy(emulator=True, as_of=as_of) as meshy:
        for tag, body in creates:
            expected = getattr(meshy, tag).estimate(**body).credits
            with pytest.raises(PriceTooHigh):
                getattr(meshy.with_options(max_credits=expected - 1), tag).create(**body)
            assert charged(meshy.with_options(max_credits=expected), tag, body) == expected, (tag, body)


@pytest.mark.parametrize("as_of", [None, "2026-07-01"])
def test_the_environment_names_the_contract_of_another_emulator(
    monkeypatch: pytest.MonkeyPatch, as_of: str | None, creates: Any
) -> None:
    """With MESHY_AS_OF, which the fixture sets and the command prints, estimates are those of that emulator."""
    with Emulator(Settings(as_of=as_of)) as emulator:
        monkeypatch.setenv("MESHY_AS_OF", emulator.as_of)
        with Meshy(emulator.api_key, base_url=emulator.url) as meshy:
            for tag, body in creates:
                assert charged(meshy, tag, body) == getattr(meshy, tag).estimate(**body).credits


def test_the_environment_never_changes_the_prices_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """MESHY_AS_OF counts for this machine only: what is left of a trial does not weaken max_credits elsewhere."""
    with Meshy("msy_x") as meshy:
        today = meshy.image_to_3d.estimate(image_url=PICTURE)
    monkeypatch.setenv("MESHY_AS_OF", "seed")
    for base_url in (None, "https://127.0.0.1.example.com", "https://localhost.example.com"):
        with Meshy("msy_x", base_url=base_url) as meshy:
            assert meshy.image_to_3d.estimate(image_url=PICTURE) == today
    with Meshy("msy_x", base_url="http://127.0.0.1:9") as meshy:
        assert meshy.image_to_3d.estimate(image_url=PICTURE).day == "seed"


@pytest.mark.parametrize("as_of", ["tomorrow", "2026-13-01", "2026-1-1", "20260101", ""])
def test_a_day_that_is_none(monkeypatch: pytest.MonkeyPatch, as_of: str) -> None:
    """A day that cannot be read is refused by name, wherever it stands; an empty variable counts as none."""
    monkeypatch.setenv("MESHY_AS_OF", as_of)
    if not as_of:
        Meshy("msy_x", base_url="http://127.0.0.1:9").close()
        return
    with pytest.raises(ConfigurationError, match=r"MESHY_AS_OF: as_of must be a day \(YYYY-MM-DD\)"):
        Meshy("msy_x", base_url="http://127.0.0.1:9")
    with pytest.raises(ConfigurationError, match="as_of must be a day"):
        Meshy(emulator=True, as_of=as_of)
    with pytest.raises(ValueError, match="as_of must be a day"):
        Settings(as_of=as_of)


def test_an_estimate_says_that_it_is_one() -> None:
    """The sentence names the day, the source with its date, and what is uncertain."""
    plain = estimate("meshy", "image_to_3d.create", {"should_texture": False}, "2026-11-21")
    assert str(plain) == "about 20 credits (estimate for 2026-11-21, doc pricing, 2026-10)"
    seed = estimate("meshy", "image_to_3d.create", {"should_texture": False}, "seed")
    assert str(seed).startswith("about 5 credits (estimate for the seed documents, ")
    guided = estimate("meshy", "image_to_3d.create", {"texture_prompt": "red"}, "2026-11-21")
    assert (guided.credits, len(guided.caveats)) == (40, 1)
    assert "conflict" in str(guided)


def test_a_local_picture_counts_as_given() -> None:
    """A guiding picture costs the same as bytes, a path or an address."""
    prices = {
        estimate("meshy", "image_to_3d.create", {"texture_image_url": given_}, "2026-11-21").credits
        for given_ in (PICTURE, "https://x/a.png", __file__)
    }
    assert prices == {40}
