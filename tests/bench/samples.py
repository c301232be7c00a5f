"""Answers of the services, as their documents show them: one task of 1.4 kB, and bytes that look like a picture."""

from __future__ import annotations

import json
from typing import Any

ID = "018a210d-8ba4-705c-b111-1f1776f7f578"
FILES = "https://assets.example.com/8ba4/tasks/018a210d/output"
SIGNED = "?Expires=4104000000&Signature=8ZiGtzUyNfB6nEWqTuCsZmdNN2FE2gGPv3CUaL5Wm9sSk"


def task(id: str = ID, status: str = "SUCCEEDED", **more: Any) -> dict[str, Any]:
    """Return a task as the service answers it."""
    done = status == "SUCCEEDED"
    formats = ("glb", "fbx", "usdz", "obj", "mtl") if done else ()
    return {
        "id": id,
        "type": "image-to-3d",
        "model_urls": {name: f"{FILES}/model.{name}{SIGNED}" for name in formats},
        "thumbnail_url": f"{FILES}/preview.png{SIGNED}" if done else "",
        "texture_prompt": "",
        "progress": 100 if done else 40,
        "started_at": 1692771667037,
        "created_at": 1692771650657,
        "expires_at": 1692771679037 if done else 0,
        "finished_at": 1692771669037 if done else 0,
        "status": status,
        "texture_urls": [{"base_color": f"{FILES}/texture_0.png{SIGNED}"}] if done else [],
        "preceding_tasks": 0,
        "task_error": {"message": ""},
        "consumed_credits": 15,
        **more,
    }


TASK = json.dumps(task()).encode()
