"""The generated models read what the services send, today's and tomorrow's, and write it again unchanged.

The numbers in brackets are those of the faults that the generator's own output has; see test_generated.py.
"""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from typing import Any

import pytest
from attrs import fields
from helpers.specs.documents import SCHEMAS, SERVICES, Spec, either, spec
from helpers.specs.generated_client import EVENT, GENERATED, calm, models
from hypothesis import given
from hypothesis import strategies as st
from meshwright_api import flighthub, meshy
from meshwright_api._runtime import UNSET, JsonObject
from meshwright_api.flighthub.api import models as models_api
from meshwright_api.flighthub.models import GetModelAnswer, ModelStatus, Resource
from meshwright_api.meshy.api import image_to_3d, resize
from meshwright_api.meshy.models import ImageTo3DTask, ResizeTask, TaskCreated

RESIZE_TASK = {"$ref": f"{SCHEMAS}ResizeTask"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


# ------------------------------------------------------------------------------------------------------------
# reading and writing
def test_unknown_strings_pass() -> None:
    """[11, 21] A value that the service adds tomorrow passes, in an enum and in a field that is the same today."""
    task = image_to_3d.get("T").parse({**EVENT, "status": "PAUSED", "type": "image-to-4d"})
    assert (task.status, task.type_) == ("PAUSED", "image-to-4d")
    assert task.to_dict() == {**EVENT, "status": "PAUSED", "type": "image-to-4d"}


def test_unknown_numbers_pass() -> None:
    """[11, 17] A number that the service adds tomorrow is kept, compares equal, has a name, and can be copied."""
    answer = {"code": 0, "message": "", "data": {"model_status": 11, "model_type": 2}}
    details = models_api.get("M").parse(answer)
    assert details.data
    status = details.data.model_status
    assert isinstance(status, ModelStatus)
    assert (status, status.name, repr(status)) == (11, "UNKNOWN_11", "<ModelStatus.UNKNOWN_11: 11>")
    assert pickle.loads(pickle.dumps(status)) == copy.deepcopy(status) == 11
    assert details.to_dict() == answer
    assert json.loads(json.dumps(details.to_dict())) == answer
    assert 11 not in [member.value for member in ModelStatus]


@pytest.mark.parametrize("value", ["9", 9.5, [], {}])
def test_numbers_of_another_type_are_refused(value: Any) -> None:
    """[11] A value that is not a number is not a member of an integer enum."""
    with pytest.raises(ValueError, match="is not a valid ModelStatus"):
        models_api.get("M").parse({"code": 0, "message": "", "data": {"model_status": value}})


def test_nullable_objects_are_converted() -> None:
    """[12] Behind `oneOf: [X, null]` stands an X, None, or an error; never a raw dictionary."""
    assert resize.get("T").parse({**EVENT, "task_error": None}).task_error is None
    error = resize.get("T").parse({**EVENT, "task_error": {"message": "no"}}).task_error
    assert error
    assert error.message == "no"
    for nothing in ({}, {"message": ""}, {"message": None}):  # each stands for no error
        error = resize.get("T").parse({**EVENT, "task_error": nothing}).task_error
        assert not getattr(error, "message", "")
    with pytest.raises(ValueError, match="ModelUrls: expected a JSON object, got str"):
        resize.get("T").parse({**EVENT, "model_urls": "no"})
    with pytest.raises(ValueError, match="ModelDetails: expected a JSON object, got str"):
        models_api.running().parse({"code": 0, "message": "", "data": {"list": [{}, "model"]}})


@either
def test_null_passes_everywhere(it: Spec) -> None:
    """[13] null in place of any member is read as None, and written as null."""
    for name, model in models(it).items():
        if inspect.isclass(model) and issubclass(model, JsonObject):
            nothing = dict.fromkeys(it.fields(it.schemas[name]))
            assert model.from_dict(nothing).to_dict() == nothing, name


def test_null_and_lone_objects_in_place_of_lists() -> None:
    """[13] null in place of a member that is a list is None, and a single set of textures is a list of one."""
    task = image_to_3d.get("T").parse({**EVENT, "texture_urls": {"base_color": "https://a.b/c.png"}})
    assert task.texture_urls
    assert [textures.base_color for textures in task.texture_urls] == ["https://a.b/c.png"]
    assert Resource.from_dict({"file_names": None}).file_names is None


@pytest.mark.parametrize("answer", [None, {}, {"id": "T"}, "text", 1, False])
def test_only_a_list_is_a_list_of_tasks(answer: Any) -> None:
    """An answer that is not an array raises ValueError: it does not mean that there are no tasks."""
    with pytest.raises(ValueError, match="expected a JSON array, got"):
        image_to_3d.list_().parse(answer)


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("no", "no"),
        ("", ""),
        (["no"], '["no"]'),
        (5, "5"),
        (True, "true"),
        ([], ""),
        (False, ""),
        (10**400, str(10**400)),
    ],
)
def test_a_text_in_place_of_an_error(sent: Any, message: str) -> None:
    """A task_error that is a plain text, or anything but an object, becomes an error with that text."""
    for operation in (resize.get("T"), image_to_3d.stream("T")):
        error = operation.parse({**EVENT, "task_error": sent}).task_error
        assert error
        assert error.message == message


def test_partial_events() -> None:
    """[22] The shortest event of a task is enough, and everything else is UNSET."""
    task = image_to_3d.stream("T").parse(EVENT)
    assert task.model_urls is UNSET
    assert task.finished_at is UNSET
    assert task.to_dict() == EVENT


@pytest.mark.parametrize("missing", sorted(EVENT))
def test_required_members_are_missed(missing: str) -> None:
    """[22] An answer without a required member is a ValueError that names the class and the member."""
    with pytest.raises(ValueError, match=f"ImageTo3DTask.*'{missing}'"):
        image_to_3d.get("T").parse({name: value for name, value in EVENT.items() if name != missing})


@pytest.mark.parametrize("value", [None, [], "text", 1, True])
def test_what_is_no_object_is_refused(value: Any) -> None:
    """[10] An answer that is not an object raises a ValueError that names the class and the type."""
    with pytest.raises(ValueError, match=f"TaskCreated: expected a JSON object, got {type(value).__name__}"):
        image_to_3d.create(image_url="https://a.b/c.png").parse(value)


def test_what_is_no_list_is_refused() -> None:
    """A text in place of a list of objects is a ValueError, not a list of letters."""
    with pytest.raises(ValueError, match="expected a JSON array, got str"):
        image_to_3d.get("T").parse({**EVENT, "texture_urls": "text"})
    with pytest.raises(ValueError, match="ModelUrls: expected a JSON object, got list"):
        image_to_3d.get("T").parse({**EVENT, "model_urls": []})


@calm
@given(st.dictionaries(st.text(), json_values, max_size=6))
def test_unknown_members_are_kept(members: dict[str, Any]) -> None:
    """Members that the spec does not name are kept, can be read, and are written again."""
    unknown = {name: value for name, value in members.items() if name not in spec("meshy").fields(RESIZE_TASK)}
    task = ResizeTask.from_dict({**EVENT, **unknown})
    assert task.additional_properties == unknown
    assert all(name in task and task[name] == value for name, value in unknown.items())
    assert task.to_dict() == {**EVENT, **unknown}


def test_renamed_members() -> None:
    """Members whose names Python cannot use are renamed in Python and nowhere else."""
    urls = ImageTo3DTask.from_dict({**EVENT, "model_urls": {"3mf": "https://a.b/c.3mf"}}).model_urls
    assert urls
    assert urls.file_3mf == "https://a.b/c.3mf"
    assert urls.to_dict() == {"3mf": "https://a.b/c.3mf"}


# ------------------------------------------------------------------------------------------------------------
# UNSET and the form of models
def test_unset_survives_copies() -> None:
    """[23] UNSET is one thing for ever: false, readable, and the same after copy, deepcopy and pickle."""
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert copy.copy(UNSET) is copy.deepcopy(UNSET) is pickle.loads(pickle.dumps(UNSET)) is UNSET


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_models_survive_copies(copied: Any) -> None:
    """[23] A copied model is equal and writes what the original does, the unknown members included."""
    source = {**EVENT, "model_urls": {"glb": "https://a.b/c.glb"}, "tomorrow": [1]}
    task = ImageTo3DTask.from_dict(source)
    assert copied(task) == task
    assert copied(task).to_dict() == source


@either
def test_models_are_thin(it: Spec) -> None:
    """[27] Models take their members by name only, and a module holds fields and nothing that is the same in all."""
    for name, model in models(it).items():
        if inspect.isclass(model) and issubclass(model, JsonObject):
            assert "to_dict" not in vars(model), name
            assert all(f.kw_only for f in fields(model)), name
    with pytest.raises(TypeError, match="positional"):
        TaskCreated("T")  # type: ignore[call-arg]


def test_repr_shows_what_is_there() -> None:
    """The repr of a model shows the members that were given, by their Python names."""
    assert repr(ResizeTask.from_dict({**EVENT, "new": 1})) == "ResizeTask(id='T', status='PENDING', progress=0, new=1)"
    assert repr(GetModelAnswer(code=0, message="")) == "GetModelAnswer(code=0, message='')"


@pytest.mark.parametrize("service", SERVICES)
def test_the_spec_travels_along(service: str) -> None:
    """The package carries each spec as JSON, the same document, for who reads it at run time."""
    text = (GENERATED / service / "spec.json").read_text("utf-8")
    assert json.loads(text) == spec(service).document
    assert (meshy.__doc__ or "").startswith("Meshy API")
    assert (flighthub.__doc__ or "").startswith("DJI FlightHub 2")
