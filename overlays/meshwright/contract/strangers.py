"""Ids and keys that do not exist."""

from __future__ import annotations

NOBODY = "00000000-0000-4000-8000-000000000000"
"""A uuid of FlightHub."""
STRANGER = "00000000-0000-7000-8000-000000000000"
"""The id of a task of Meshy."""
NO_TOKEN = "x"
"""A key that is too short to be a real one."""
UNKNOWN = {
    "model_uuid": NOBODY,
    "resource_uuid": NOBODY,
    "task_uuid": NOBODY,
    "wayline_id": NOBODY,
    "converter_id": NOBODY,
    "device_sn": "NO0SUCH0DEVICE",
    "model_id": "999999999",
    "file_id": "999999999",
    "org_uuid": NOBODY,
    "workspace_id": NOBODY,
    "element_id": NOBODY,
}
"""Ids of FlightHub that do not exist, by the parameter of the path."""


def filled(template: str) -> str:
    """Return a path with ids that do not exist."""
    for name, id in UNKNOWN.items():
        template = template.replace(f"{{{name}}}", id)
    return template
