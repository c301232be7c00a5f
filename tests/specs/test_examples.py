"""The examples of both specs and of the seed documents against the generated models: they are read and come back
unchanged.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib import import_module
from typing import Any

import pytest
from helpers.specs.documents import SERVICES, Example, Json, Spec, spec
from helpers.specs.seeds import COMMENT, COMMENTS, DOCUMENTS, FLAWS, FOLDER, SeedExample, examples, placed, repaired
from meshwright_api._names import python_name
from meshwright_api._runtime import Operation

needs_seeds = pytest.mark.skipif(not FOLDER.is_dir(), reason="the seed documents are not here")
SEEDS = [
    pytest.param(e, id=f"{e.document}-{i}-{e.operation}-{e.part}")
    for d in DOCUMENTS
    for i, e in enumerate(examples(d) if FOLDER.is_dir() else ())
]
COUNTED = {"000": 1, "003": 18, "004": 7}
PARTS = {"request": 6, "answer": 10, "message": 6, "error": 2, "object": 2}


def described(service: str, identity: str, **arguments: Any) -> Operation[Any]:
    """Build an operation of the generated client; what is required and not given is made up."""
    tag, verb = identity.split(".")
    builder = getattr(import_module(f"meshwright_api.{service}.api.{tag}"), "list_" if verb == "list" else verb)
    operation = spec(service).operation(identity)
    made_up = {p["name"]: "some-id" for p in operation["parameters"] if p["in"] == "path"}
    for parameter in operation["parameters"]:
        if parameter["in"] == "query" and parameter.get("required"):
            made_up[parameter["name"]] = [] if parameter.get("explode") is False else 0
    if "requestBody" in operation and not arguments:
        ((_, content),) = operation["requestBody"]["content"].items()
        arguments = next(iter(content["examples"].values()))["value"]
        arguments = {
            python_name(name): model_of(f"{service} {identity}", name, value) for name, value in arguments.items()
        }
    built: Operation[Any] = builder(**made_up, **arguments)
    return built


def model_of(identity: str, name: str, value: Any) -> Any:
    """Return a member of a request as the client takes it: objects of FlightHub are models."""
    service, operation = identity.split(" ")
    it = spec(service)
    field = it.fields(it.requests()[operation])[name]
    inner = field.get("items", field).get("$ref", "").rsplit("/", 1)[-1]
    model = getattr(import_module(f"meshwright_api.{service}.models"), inner or "__doc__", None)
    if service == "meshy" or not hasattr(model, "from_dict"):
        return value
    return [model.from_dict(one) for one in value] if isinstance(value, list) else model.from_dict(value)


def written(value: Any) -> Any:
    """Return the JSON of a parsed answer."""
    return [member.to_dict() for member in value] if isinstance(value, list) else value.to_dict()


def carried(value: Any) -> Any:
    """Return the data of an event, and any other answer as it is."""
    return json.loads(value["data"]) if isinstance(value, dict) and {*value} == {"event", "data"} else value


def successes() -> list[tuple[str, str, Any]]:
    """Return service, operationId and value of every example of a success."""
    return [
        (service, operation["operationId"], carried(example["value"]))
        for service in SERVICES
        for _, _, operation in spec(service).operations()
        for code, response in operation["responses"].items()
        if code.startswith("2")
        for content in spec(service).resolve(response).get("content", {}).values()
        for name, example in content.get("examples", {}).items()
        if name != "failure"  # the data of an error event has no model: the client raises what it means
    ]


@pytest.mark.parametrize(("service", "identity", "value"), successes())
def test_answers_come_back_unchanged(service: str, identity: str, value: Any) -> None:
    """An example of an answer is read by its operation, written again the same, and leaves no member over."""
    parsed = described(service, identity).parse(value)
    assert written(parsed) == value
    assert json.loads(json.dumps(written(parsed))) == value
    assert all(part.additional_properties == {} for part in (parsed if isinstance(parsed, list) else [parsed]))


@pytest.mark.parametrize("service", SERVICES)
def test_requests_come_back_unchanged(service: str) -> None:
    """An example of a request, given as arguments, is the body that is sent, and the model of it reads it too."""
    for identity, schema in spec(service).requests().items():
        model = getattr(import_module(f"meshwright_api.{service}.models"), schema["$ref"].rsplit("/", 1)[1])
        ((_, content),) = spec(service).operation(identity)["requestBody"]["content"].items()
        assert content["examples"], identity
        for example in content["examples"].values():
            sent = example["value"].items()
            arguments = {python_name(name): model_of(f"{service} {identity}", name, value) for name, value in sent}
            assert described(service, identity, **arguments).body == example["value"]
            assert model.from_dict(example["value"]).to_dict() == example["value"]


def test_every_spec_example_is_counted() -> None:
    """Every example of the specs is read here, validated there, or an example of an error."""
    found: list[Example] = [example for service in SERVICES for example in spec(service).examples()]
    errors = [example for example in found if re.search(r"^components\.responses|\.failure$", example.place)]
    requests = [example for example in found if ".requestBody." in example.place]
    assert len(found) == len(requests) + len(successes()) + len(errors)
    assert len(errors) == 49


# ------------------------------------------------------------------------------------------------------------
# the seed documents
@needs_seeds
def test_seed_examples_are_counted() -> None:
    """The documents hold exactly so many examples of each kind, and every bracket of theirs belongs to one."""
    found = [example for document in DOCUMENTS for example in examples(document)]
    assert Counter(example.document for example in found) == COUNTED
    assert Counter(example.part for example in found) == PARTS


@needs_seeds
@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_json_is_left_over(document: str) -> None:
    """Every line of a document that reads `"name": value` is in one of its examples."""
    (path,) = FOLDER.glob(f"{document}_*.txt")
    cut_out = "\n".join(example.text for example in examples(document))
    assert members(path.read_text("utf-8")) == members(cut_out) > 0


def members(text: str) -> int:
    """Count the lines that look like a member of a JSON object."""
    return len(re.findall(r'^\s*"\w+":', text, re.MULTILINE))


@needs_seeds
def test_known_flaws_are_all_there() -> None:
    """Each known flaw occurs exactly as often as it is excused, and the comments are as many as known."""
    had = Counter(flaw for document in DOCUMENTS for example in examples(document) for flaw in repaired(example)[1])
    assert had == {flaw.name: flaw.times for flaw in FLAWS}
    for document, comments in COMMENTS.items():
        (path,) = FOLDER.glob(f"{document}_*.txt")
        assert len(COMMENT.findall(path.read_text("utf-8"))) == comments


@needs_seeds
@pytest.mark.parametrize("example", SEEDS)
def test_seed_example(example: SeedExample) -> None:
    """An example of a seed document, its known flaws repaired, agrees with the spec and comes back unchanged."""
    service = DOCUMENTS[example.document]
    it: Spec = spec(service)
    good, _ = repaired(example)
    schema: Json = placed(good, it.operation(good.operation))
    assert [error.message for error in it.validator(schema).iter_errors(good.value)] == []
    if good.part == "request":
        assert described(service, good.operation, **good.value).body == good.value
    elif good.part != "error":  # an error event has no model: the client raises what it means
        parsed = described(service, good.operation).parse(good.value)
        assert written(parsed) == good.value
        assert all(part.additional_properties == {} for part in (parsed if isinstance(parsed, list) else [parsed]))
