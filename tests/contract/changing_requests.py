"""Changes of what is sent, of nothing, and of FlightHub, each with the line that tells it."""

from __future__ import annotations

from contract.changing import MEANS_THE_SAME, Cases, body, members, post, ref, renamed, schemas

REQUESTS: Cases = {
    "another body": (
        lambda s: body(s)["application/json"].update(schema=ref("CreateResize")),
        "breaking: CreateImageTo3D.image_url: is gone (image_to_3d.create(image_url=))",
    ),
    "media type of a body": (
        lambda s: renamed(body(s), "application/json", "application/xml"),
        "breaking: image_to_3d.create body: application/json is no longer its media type",
    ),
    "second media type of a body": (
        lambda s: body(s).update({"application/xml": {}}),
        "safe: image_to_3d.create body: application/xml is a new media type of it",
    ),
    "body optional": (
        lambda s: post(s)["requestBody"].update(required=False),
        "safe: image_to_3d.create body: the body is optional now",
    ),
    "body gone": (lambda s: post(s).pop("requestBody"), "breaking: image_to_3d.create body: no body is taken any more"),
    "member required": (
        lambda s: schemas(s)["CreateImageTo3D"].update(required=["ai_model"]),
        "breaking: CreateImageTo3D.ai_model: is required now (image_to_3d.create(ai_model=))",
    ),
    "member gone": (
        lambda s: members(s, "CreateImageTo3D").pop("enable_pbr"),
        "breaking: CreateImageTo3D.enable_pbr: is gone (image_to_3d.create(enable_pbr=))",
    ),
    "member of a base gone": (
        lambda s: members(s, "GenerationParameters").pop("moderation"),
        "breaking: GenerationParameters.moderation: is gone "
        "(image_to_3d.create(moderation=), multi_image_to_3d.create(moderation=))",
    ),
    "member new": (
        lambda s: members(s, "CreateImageTo3D").update(seed={"type": "integer"}),
        "safe: CreateImageTo3D.seed: is new (image_to_3d.create(seed=))",
    ),
    "member new and required": (
        lambda s: (
            members(s, "CreateImageTo3D").update(seed={"type": "integer"}),
            schemas(s)["CreateImageTo3D"].update(required=["seed"]),
        ),
        "breaking: CreateImageTo3D.seed: is new, and must be given",
    ),
    "no other members": (
        lambda s: schemas(s)["CreateResize"].update(additionalProperties=False),
        "breaking: CreateResize: no other members any more (resize.create)",
    ),
    "other members of one type": (
        lambda s: schemas(s)["CreateResize"].update(additionalProperties={"type": "string"}),
        "breaking: CreateResize.*: type is 'string', there was none",
    ),
    "other members explicitly": (
        lambda s: schemas(s)["CreateResize"].update(additionalProperties=True),
        MEANS_THE_SAME,
    ),
    "another type": (
        lambda s: members(s, "CreateImageTo3D")["enable_pbr"].update(type="string"),
        "breaking: CreateImageTo3D.enable_pbr: type is 'string', it was 'boolean'",
    ),
    "more types": (
        lambda s: members(s, "CreateImageTo3D")["enable_pbr"].update(type=["string", "boolean"]),
        'safe: CreateImageTo3D.enable_pbr: type is ["string", "boolean"], it was \'boolean\'',
    ),
    "a number for an integer": (
        lambda s: members(s, "GenerationParameters")["target_polycount"].update(type="number"),
        "safe: GenerationParameters.target_polycount: type is ",
    ),
    "an integer for a number": (
        lambda s: members(s, "CreateResize")["resize_height"].update(type="integer"),
        "breaking: CreateResize.resize_height: type is ",
    ),
    "null is sent": (
        lambda s: members(s, "CreateImageTo3D")["enable_pbr"].update(type=["boolean", "null"]),
        "safe: CreateImageTo3D.enable_pbr: may be null now (image_to_3d.create(enable_pbr=))",
    ),
    "null beside a reference": (
        lambda s: members(s, "CreateImageTo3D").update(ai_model={"oneOf": [ref("ImageModel"), {"type": "null"}]}),
        "safe: ImageModel: may be null now",
    ),
    "value gone": (
        lambda s: schemas(s)["OriginAt"]["enum"].remove("center"),
        "breaking: OriginAt: 'center' is no longer a value (image_to_3d.create(origin_at=), multi_image_to_3d.create",
    ),
    "value new": (lambda s: schemas(s)["OriginAt"]["enum"].append("top"), "safe: OriginAt: 'top' is a new value"),
    "enum": (
        lambda s: members(s, "CreateResize")["resize_height"].update(enum=[1, 2]),
        "breaking: CreateResize.resize_height: list of values is [1, 2], there was none",
    ),
    "enum gone": (lambda s: schemas(s)["SortBy"].pop("enum"), "safe: SortBy: no list of values, it was"),
    "enum closed": (
        lambda s: schemas(s)["OriginAt"].pop("x-open-enum"),
        "breaking: OriginAt: no other values than the listed ones any more",
    ),
    "enum opened": (
        lambda s: schemas(s)["SortBy"].update({"x-open-enum": True}),
        "safe: SortBy: other values than the listed ones may come",
    ),
    "const": (
        lambda s: members(s, "CreateResize")["auto_size"].update(const=True),
        "breaking: CreateResize.auto_size: fixed value is true, there was none",
    ),
    "items": (
        lambda s: members(s, "GenerationParameters")["target_formats"].update(items=ref("Topology")),
        "breaking: TargetFormat: 'glb' is no longer a value",
    ),
    "items of another type": (
        lambda s: members(s, "CreateMultiImageTo3D")["image_urls"]["items"].update(type="integer"),
        "breaking: CreateMultiImageTo3D.image_urls[]: type is 'integer', it was 'string'",
    ),
    "pattern": (
        lambda s: members(s, "CreateImageTo3D")["input_task_id"].update(pattern="^a"),
        "breaking: CreateImageTo3D.input_task_id: pattern is '^a', there was none",
    ),
    "format": (
        lambda s: members(s, "CreateImageTo3D")["input_task_id"].update(format="uuid"),
        "risky: CreateImageTo3D.input_task_id: format is 'uuid', there was none",
    ),
    "exclusiveMaximum": (
        lambda s: members(s, "CreateResize")["resize_height"].update(exclusiveMaximum=9),
        "breaking: CreateResize.resize_height: exclusiveMaximum is 9, there was none",
    ),
    "multipleOf": (
        lambda s: members(s, "GenerationParameters")["target_polycount"].update(multipleOf=100),
        "breaking: GenerationParameters.target_polycount: multipleOf is 100, there was none",
    ),
    "uniqueItems": (
        lambda s: members(s, "CreateMultiImageTo3D")["image_urls"].update(uniqueItems=True),
        "breaking: CreateMultiImageTo3D.image_urls: uniqueItems is true, there was none",
    ),
    "more items": (
        lambda s: members(s, "CreateMultiImageTo3D")["image_urls"].update(maxItems=8),
        "safe: CreateMultiImageTo3D.image_urls: maxItems is 8, it was 4",
    ),
    "default": (
        lambda s: schemas(s)["Topology"].update(default="quad"),
        "risky: Topology: the default is 'quad', it was 'triangle'",
    ),
    "default gone": (
        lambda s: schemas(s)["Topology"].pop("default"),
        "risky: Topology: there is no default, it was 'triangle'",
    ),
    "default by another member": (
        lambda s: members(s, "GenerationParameters")["moderation"].update(
            {"x-default-by": {"parameter": "ai_model", "values": {"latest": True, "meshy-7": True}}}
        ),
        "risky: GenerationParameters.moderation: the default depends on ai_model: true for latest, meshy-7",
    ),
    "member deprecated": (
        lambda s: members(s, "CreateResize")["auto_size"].update(deprecated=True),
        "risky: CreateResize.auto_size: is deprecated (resize.create(auto_size=))",
    ),
    "file input": (
        lambda s: members(s, "CreateResize")["model_url"].pop("x-file-input"),
        "breaking: CreateResize.model_url: takes no local file of application/octet-stream any more",
    ),
    "rule gone": (
        lambda s: schemas(s)["CreateImageTo3D"]["allOf"].pop(),
        "safe: CreateImageTo3D: no rule any more: target_polycount must lie",
    ),
    "rule new": (
        lambda s: schemas(s)["CreateResize"]["allOf"].append({"required": ["origin_at"], "x-message": "say where"}),
        "breaking: CreateResize: a new rule: say where (resize.create)",
    ),
    "another rule": (
        lambda s: schemas(s)["CreateResize"]["allOf"][0]["anyOf"].pop(),
        "breaking: CreateResize: another rule: missing parameter: one of model_url or input_task_id must be given",
    ),
    "refusal worded otherwise": (
        lambda s: members(s, "CreateResize")["resize_height"].update({"x-message": "no"}),
        "safe: CreateResize.resize_height: text of the refusal is 'no'",
    ),
    "calendar": (
        lambda s: schemas(s)["ImageModel"]["x-changes"][0].update(day="2026-03-21"),
        "risky: ImageModel: what changes on 2026-03-20 is gone",
    ),
    "first day": (
        lambda s: members(s, "CreateImageTo3D")["model_type"].update({"x-since": "2026-02"}),
        "risky: CreateImageTo3D.model_type: first day is '2026-02', it was '2026-01-12'",
    ),
}
NOTHING: Cases = {
    "other order of bases and rules": (lambda s: schemas(s)["CreateImageTo3D"]["allOf"].reverse(), MEANS_THE_SAME),
    "other order of required": (lambda s: schemas(s)["Task"]["required"].reverse(), MEANS_THE_SAME),
    "member in a base": (
        lambda s: members(s, "Task").update(ultra_mode=members(s, "GeneratedTask").pop("ultra_mode")),
        "safe: Task.ultra_mode: is new (",
    ),
    "unused": (
        lambda s: schemas(s).update(Unused={"type": "string"}),
        "safe: schemas.Unused: differs, and no operation leads to it",
    ),
}
FLIGHTHUB: Cases = {
    "more files": (
        lambda s: members(s, "ReconstructionParameters")["parameter_3d"]["x-file-count"].update(maximum=99999),
        "safe: ReconstructionParameters.parameter_3d: number of files: maximum is 99999, it was 20000",
    ),
    "constant": (
        lambda s: schemas(s)["ZipStatus"]["x-enum-varnames"].__setitem__(0, "START"),
        "breaking: ZipStatus: the client's constant INIT is gone (ModelDetails.zip_status)",
    ),
    "header of every call": (
        lambda s: schemas(s)["Language"]["enum"].remove("zh"),
        "breaking: Language: 'zh' is no longer a value (every call)",
    ),
    "member of a sent model": (
        lambda s: members(s, "UploadedFile").pop("etag"),
        "breaking: UploadedFile.etag: is gone (UploadedFile.etag)",
    ),
    "server default": (
        lambda s: s["servers"][3]["variables"]["port"].update(default="1"),
        "risky: servers {scheme}://{host}:{port}: other change: variables is",
    ),
    "server order": (lambda s: s["servers"].reverse(), "risky: servers: stand in another order"),
    "nothing but null": (
        lambda s: members(s, "RunningModels").update(list={"type": "null"}),
        "breaking: RunningModels.list: no items, it was 'ModelDetails' (RunningModels.list_)",
    ),
}
