"""Read a webhook of the service: check the shared secret, parse the task. Knows no web framework.

Deliveries may come twice and in any order, and the only protection that is documented nowhere but was seen live (May
2026) is a shared secret in a header: read the task again before you act on what matters.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from meshwright_api.meshy.models import ImageTo3DTask, MultiImageTo3DTask, ResizeTask

from .errors import InputError
from .session import UNREADABLE

SECRET_HEADER = "x-meshy-api-webhook-secret-key"
KINDS: dict[str, type[ImageTo3DTask] | type[MultiImageTo3DTask] | type[ResizeTask]] = {
    "image-to-3d": ImageTo3DTask,
    "multi-image-to-3d": MultiImageTo3DTask,
    "resize": ResizeTask,
}


def parse_webhook(
    headers: Mapping[str, str], body: bytes | str, *, secret: str
) -> ImageTo3DTask | MultiImageTo3DTask | ResizeTask:
    """Return the task that a webhook carries; raises InputError when the secret or the body is not what it should be.

    ``headers`` of the request in any case, ``secret`` as set where the webhook was made.
    """
    given = next((value for name, value in headers.items() if name.lower() == SECRET_HEADER), "")
    if not secret or not hmac.compare_digest(given.encode(errors="backslashreplace"), secret.encode()):
        raise InputError(SECRET_HEADER, "missing or wrong; this is no webhook of yours")
    try:
        content: Any = json.loads(body)
        return KINDS.get(content.get("type"), ImageTo3DTask).from_dict(content)
    except UNREADABLE as error:
        raise InputError("body", f"is no task: {error}") from None
