"""Each rule of answers in the specs: it allows what is right, and refuses what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.contract.matrix import is_request_rule, message_rules
from helpers.specs.documents import SERVICES, Json, spec

NOW = 1_790_000_000_000
URLS = {"glb": "https://a.b/c.glb"}
DONE: Json = {
    "id": "T",
    "status": "SUCCEEDED",
    "progress": 100,
    "created_at": NOW,
    "started_at": NOW,
    "finished_at": NOW,
    "model_urls": URLS,
}
FAILED: Json = {**DONE, "status": "FAILED", "progress": 40, "task_error": {"message": "no"}}
WAITING: Json = {"id": "T", "status": "PENDING", "progress": 0, "created_at": NOW, "started_at": 0, "finished_at": 0}
RUNNING: Json = {**WAITING, "status": "IN_PROGRESS", "progress": 40, "started_at": NOW}
LAB_WAITING: Json = {**WAITING, "started_at": None, "finished_at": None}
LAB_RUNNING: Json = {**LAB_WAITING, "status": "IN_PROGRESS", "progress": 40, "started_at": NOW}
SHEET: Json = {**DONE, "image_urls": ["https://assets.meshy.ai/x/prototype.png"]}
U = "00000000-0000-4000-8000-000000000001"
MODEL: Json = {"model_uuid": U, "model_status": 9, "reconstruction_progress": 100, "error_code": 0}
ZIP: Json = {**MODEL, "zip_status": 2, "zip_progress": 100, "zip_file_key": "k"}
JOB: Json = {"uuid": U, "status": 12, "sub_error_code": 0}
KEYS = ("access_key_id", "secret_access_key", "session_token", "cloud_bucket_name", "store_path", "callback_param")
TOKEN: Json = {"cloud_name": "aws", **dict.fromkeys(KEYS, "x"), "expire_time": 1_893_456_000}
RECEIPT: Json = {"resource_uuid": U, "upload_count": 1, "file_name_list": ["a"]}


HELD: dict[str, Json] = {
    "StorageCredential": {
        "endpoint": "x",
        "provider": "aws",
        "bucket": "x",
        "object_key_prefix": "x",
        "credentials": {},
    },
    "DeviceState": {"device_sn": "D"},
    "Control": {"drone_sn": "D"},
    "Rtk": {"status": "ok"},
    "Livestream": {"url": "https://a.b", "url_type": "srs"},
    "CreateForwarder": {"converter_id": "C"},
    "CreateFlight": {"task_uuid": U},
    "GetFlight": {"uuid": U, "status": "waiting"},
    "FlightTrack": {"track": None},
    "FinishRouteUpload": {"uuid": U},
    "GetRoute": {"id": U, "download_url": "https://a.b"},
    "CreateMap": {"id": 1},
    "GetMap": {"id": 1, "file_type": "model_2d"},
    "MapDownload": {"url": "https://a.b"},
    "GetOrganization": {"uuid": "00000000-0000-4000-8000-00000000000f", "name": "example"},
    "CurrentUser": {"user_id": "example"},
    "ListPermissions": {"init_permissions": [{}]},
    "ControlStatus": {"device_control_status": 1},
    "JoinCode": {"project_uuid": "example"},
    "ProjectDevice": {"device_sn": "EXAMPLEDOCK01"},
    "RelayPairing": {"status": "ok"},
    "RecordingConfig": {
        "recording_items": [{"sn": "EXAMPLEDOCK01", "camera_index": "165-0-7", "camera_sn": "example"}]
    },
    "FlightRecord": {"flight_task_id": "example"},
    "FlightOperations": {
        "oper_logs": [{"method": "example", "bid": "example", "user_name": "example", "user_id": "example"}]
    },
    "FlightName": {"index_name": "example"},
    "DispatchCheck": {"errors": [{"error_code": "219019", "error_type": "warning", "description": "example"}]},
    "ContinueFlight": {
        "task": {
            "uuid": "00000000-0000-4000-8000-000000000004",
            "begin_at": 1796040000,
            "end_at": 1796041000,
            "wayline_validity_check_codes": None,
            "parent_task": {"uuid": "00000000-0000-4000-8000-000000000003"},
        }
    },
    "DecryptSerials": {"mapping": {"EXAMPLE": "EXAMPLEDOCK01"}},
    "FlightAlerts": {
        "data": [{"flight_id": "example", "count": 1, "flight_task_name": "example", "is_commented": True}]
    },
    "AreaFile": {"url": "https://store.example.com/areas.json"},
    "OfflineMapFile": {"offline_map_enable": True},
    "OfflineMapState": {"offline_map": {"models": [{}], "status": "finish"}},
}
"""The least that the envelopes of the organization hold."""


def ok(data: Any) -> Json:
    return {"code": 0, "message": "", "data": data}


def less(data: Json, name: str) -> Json:
    return {key: value for key, value in data.items() if key != name}


ANSWERS: dict[str, tuple[Json, list[Json]]] = {
    "Task.allOf.1": (
        DONE,
        [
            {**DONE, "progress": 99},
            {**DONE, "finished_at": 0},
            {**DONE, "started_at": 0},
            *(less(DONE, name) for name in ("created_at", "started_at", "finished_at")),
        ],
    ),
    "ModelTask.allOf.1": (DONE, [{**DONE, "model_urls": {}}, less(DONE, "model_urls")]),
    "ConvertTask.allOf.1": (
        {**DONE, "type": "convert"},
        [{**DONE, "model_urls": {}}, less(DONE, "model_urls")],
    ),
    "PictureTask.allOf.1": (
        {**DONE, "type": "text-to-image", "image_urls": ["https://assets.meshy.ai/x/image_0.png"]},
        [{**DONE, "image_urls": []}, DONE],
    ),
    **{
        f"{name}.allOf.1": ({**DONE, "type": type_, "result": result}, [{**DONE, "result": None}, DONE])
        for name, type_, result in (
            ("RiggingTask", "rig", {"rigged_character_glb_url": "https://assets.meshy.ai/x/rigged.glb"}),
            ("AnimationTask", "animate", {"animation_glb_url": "https://assets.meshy.ai/x/animation.glb"}),
            ("TextToMotionTask", "text-to-motion", {"motion_url": "https://assets.meshy.ai/x/motion.fbx"}),
        )
    },
    "PrintRepairTask.allOf.1": (
        {**DONE, "type": "print-repair"},
        [{**DONE, "model_urls": {}}, less(DONE, "model_urls")],
    ),
    "Task.allOf.2": (
        FAILED,
        [
            less(FAILED, "task_error"),
            *({**FAILED, "task_error": error} for error in (None, {}, {"message": ""})),
            {**FAILED, "finished_at": 0},
        ],
    ),
    "Task.allOf.3": (
        WAITING,
        [{**WAITING, "progress": 1}, {**WAITING, "started_at": NOW}, {**WAITING, "finished_at": NOW}],
    ),
    "Task.allOf.4": (RUNNING, [{**RUNNING, "started_at": 0}, {**RUNNING, "finished_at": NOW}]),
    "Task.allOf.5": (
        DONE,
        [{**DONE, name: NOW // 1000} for name in ("created_at", "started_at", "finished_at")],
    ),
    "LabTask.allOf.1": (
        DONE,
        [
            {**DONE, "progress": 99},
            {**DONE, "started_at": None},
            {**DONE, "finished_at": None},
            *(less(DONE, name) for name in ("created_at", "started_at", "finished_at")),
        ],
    ),
    "LabTask.allOf.2": (FAILED, [less(FAILED, "task_error"), {**FAILED, "finished_at": None}]),
    "LabTask.allOf.3": (
        LAB_WAITING,
        [{**LAB_WAITING, "progress": 1}, {**LAB_WAITING, "started_at": NOW}, {**LAB_WAITING, "finished_at": 0}],
    ),
    "LabTask.allOf.4": (LAB_RUNNING, [{**LAB_RUNNING, "started_at": None}, {**LAB_RUNNING, "finished_at": NOW}]),
    "LabTask.allOf.5": (
        DONE,
        [{**DONE, name: NOW // 1000} for name in ("created_at", "started_at", "finished_at")],
    ),
    "LabPictureTask.allOf.1": (SHEET, [{**SHEET, "image_urls": []}, DONE]),
    "KeycapPrototypeTask.allOf.1": (
        {**SHEET, "type": "creative-lab-keycap-prototype", "candidate_ids": ["one"]},
        [{**SHEET, "candidate_ids": []}, SHEET],
    ),
    "LampPrototypeTask.allOf.1": (
        {**SHEET, "type": "creative-lab-lamp-prototype"},
        [{**SHEET, "model_urls": {}}, less(SHEET, "model_urls")],
    ),
    "LabModelTask.allOf.1": (DONE, [{**DONE, "model_urls": {}}, less(DONE, "model_urls")]),
    "ModelDetails.allOf.0": (MODEL, [{**MODEL, "reconstruction_progress": 99}, {**MODEL, "error_code": 7}]),
    "ModelDetails.allOf.1": (ZIP, [{**ZIP, "zip_progress": 99}, {**ZIP, "zip_file_key": ""}]),
    "Failure.allOf.1": ({"code": 7, "message": "no"}, [{"code": 0, "message": "no"}]),
    "Failure.allOf.2": ({"code": 7, "message": "no"}, [{"code": 7, "message": ""}]),
    "StatusAnswer.allOf.1": (ok({}), [ok({"a": 1})]),
    "ObtainTokenAnswer.allOf.1": (
        ok(TOKEN),
        [
            *(ok(less(TOKEN, name)) for name in TOKEN),
            ok({**TOKEN, "expire_time": 1_893_456_000_000}),
            less(ok({}), "data"),
        ],
    ),
    "UploadCallbackAnswer.allOf.1": (
        ok(RECEIPT),
        [*(ok(less(RECEIPT, name)) for name in RECEIPT), less(ok({}), "data")],
    ),
    "GetResourceAnswer.allOf.1": (ok({"resource_uuid": U, "status": 1}), [ok({"resource_uuid": U}), ok({"status": 1})]),
    "StartReconstructionAnswer.allOf.1": (
        ok({"model_3d": JOB}),
        [ok({}), *(ok({"model_3d": less(JOB, name)}) for name in JOB)],
    ),
    "GetModelAnswer.allOf.1": (ok(MODEL), [ok(less(MODEL, "model_uuid")), ok(less(MODEL, "model_status"))]),
    **{
        f"{name}Answer.allOf.1": (ok({"list": None}), [ok({}), less(ok({}), "data")])
        for name in (
            *("RunningModels", "ListProjects", "ListDevices", "ListHms", "ListForwarders", "ListFlights"),
            *("FlightMedia", "ListRoutes", "ListMaps"),
            *(
                "ListOrganizations",
                "OrganizationUsers",
                "ListRoles",
                "DeviceCommands",
                "ProjectUsers",
                "ProjectMembers",
                "ListTopologies",
                "FlightExports",
                "ListAreas",
            ),
        )
    },
    **{
        f"{name}Answer.allOf.1": (ok(data), [*(ok(less(data, member)) for member in data), less(ok({}), "data")])
        for name, data in HELD.items()
    },
    **{
        f"{name}Answer.allOf.1": ({"code": 7, "message": "no", "data": empty}, [{"code": 7, "data": full}])
        for name, empty, full in (
            *(
                (name, {}, {"id": "x"})
                for name in ("CloudControls", "ListStreams", "UpdateAnnotation", "DeleteAnnotation")
            ),
            *((name, [], [{}]) for name in ("TcasGroups", "AirSenseWarnings")),
        )
    },
    "CreateAnnotationAnswer.allOf.1": ({"code": 7, "message": "no", "data": {}}, [{"code": 7, "data": {"id": "x"}}]),
}
"""For each rule of answers: one that keeps it, and some that break it."""


def answer_rules() -> list[tuple[str, str]]:
    return [
        (service, where)
        for service in SERVICES
        for where, _ in message_rules(service)
        if not is_request_rule(service, where)
    ]


@pytest.mark.parametrize(("service", "where"), [pytest.param(*rule, id=rule[1]) for rule in answer_rules()])
def test_answer_rules(service: str, where: str) -> None:
    """The rule allows what is right, and nothing else than this rule refuses what is wrong."""
    component, _, number = where.removeprefix("components.schemas.").partition(".allOf.")
    good, bad = ANSWERS[f"{component}.allOf.{number}"]
    it = spec(service)
    whole = it.validator({"$ref": f"#/components/schemas/{component}"})
    rule = it.validator(it.schemas[component]["allOf"][int(number)])
    assert whole.is_valid(good)
    for instance in bad:
        assert not rule.is_valid(instance), instance
