"""Operations of the tag livestreams: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
    path_segment,
)
from ..models import (
    ListStreamsAnswer,
    LivestreamAnswer,
    RecordingConfigAnswer,
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


def of_device(
    device_sn: str,
) -> Operation[ListStreamsAnswer]:
    """List the streams of a device.

    In V2 only.

    Args:
        device_sn: Serial number of the device.
    """
    return Operation(
        name="livestreams.of_device",
        method="GET",
        path=f"/openapi/v2.0/devices/{path_segment(device_sn)}/streams",
        parse=ListStreamsAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def shares(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    status: int | Unset = UNSET,
) -> Operation[ListStreamsAnswer]:
    """List the streams that are shared.

    In V2 only.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
        status: 0 or 2. (from 0; to 2)
    """
    return Operation(
        name="livestreams.shares",
        method="GET",
        path="/openapi/v2.0/live-shares",
        parse=ListStreamsAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "status": status,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def shares_of(
    device_sn: str,
) -> Operation[ListStreamsAnswer]:
    """List the streams of a device that are shared.

    In V2 only.

    Args:
        device_sn: Serial number of the device.
    """
    return Operation(
        name="livestreams.shares_of",
        method="GET",
        path=f"/openapi/v2.0/live-shares/{path_segment(device_sn)}",
        parse=ListStreamsAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def recording() -> Operation[RecordingConfigAnswer]:
    """Get what the project records.

    In V2 only.
    """
    return Operation(
        name="livestreams.recording",
        method="GET",
        path="/openapi/v2.0/auto-record-configs",
        parse=RecordingConfigAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
