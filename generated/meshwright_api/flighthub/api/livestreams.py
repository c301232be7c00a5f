"""Operations of the tag livestreams: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
)
from ..models import (
    LivestreamAnswer,
    StartLivestream,
    StreamQuality,
)


def start(
    *,
    sn: str,
    camera_index: str,
    video_expire: int | Unset = UNSET,
    quality_type: StreamQuality | Unset = UNSET,
) -> Operation[LivestreamAnswer]:
    """Start a livestream.

    The URL expires after video_expire, and the stream ends five minutes after the last person watched.

    Args:
        sn: Serial number of the device.
        camera_index: The camera, from camera_list.
        video_expire: Seconds until the URL expires. (the service's default: 300)
        quality_type: The quality. (one of adaptive, smooth, ultra_high_definition, or others to come; the
            service's default: adaptive)
    """
    return Operation(
        name="livestreams.start",
        method="POST",
        path="/openapi/v0.1/live-stream/start",
        parse=LivestreamAnswer.from_dict,
        body=StartLivestream(
            sn=sn,
            camera_index=camera_index,
            video_expire=video_expire,
            quality_type=quality_type,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )
