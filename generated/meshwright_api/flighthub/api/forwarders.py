"""Operations of the tag forwarders: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    Operation,
    Version,
    path_segment,
)
from ..models import (
    CreateForwarder,
    CreateForwarderAnswer,
    ForwarderOptions,
    ForwarderSchema,
    ListForwardersAnswer,
    StatusAnswer,
    SwitchForwarder,
)


def list_() -> Operation[ListForwardersAnswer]:
    """List the stream forwarders.

    Private clouds only; the public ones answer 404.
    """
    return Operation(
        name="forwarders.list",
        method="GET",
        path="/openapi/v0.1/live-stream/converter",
        parse=ListForwardersAnswer.from_dict,
        versions={
            "v2.0": Version(
                path="/openapi/v2.0/stream-converters",
                query={"page": 1, "page_size": 20},
            ),
        },
        needs=("X-Project-Uuid",),
    )


def create(
    *,
    converter_name: str,
    sn: str,
    camera_index: str,
    schema: ForwarderSchema,
    schema_option: ForwarderOptions,
) -> Operation[CreateForwarderAnswer]:
    """Create a stream forwarder.

    Private clouds only; the public ones answer 404. At most 20 in an organization. It does not send until it is
    switched on.

    Args:
        converter_name: A name that no other forwarder has.
        sn: Serial number of the device.
        camera_index: The camera, from camera_list.
        schema: The protocol. (one of rtmp, gb28181, rtsp, or others to come)
        schema_option: The target.
    """
    return Operation(
        name="forwarders.create",
        method="POST",
        path="/openapi/v0.1/live-stream/converter",
        parse=CreateForwarderAnswer.from_dict,
        body=CreateForwarder(
            converter_name=converter_name,
            sn=sn,
            camera_index=camera_index,
            schema=schema,
            schema_option=schema_option,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def switch(
    converter_id: str,
    *,
    auto_push_stream: bool,
) -> Operation[StatusAnswer]:
    """Switch a stream forwarder on or off.

    Private clouds only; the public ones answer 404.

    Args:
        converter_id: The forwarder.
        auto_push_stream: True starts it, false stops it.
    """
    return Operation(
        name="forwarders.switch",
        method="PUT",
        path=f"/openapi/v0.1/live-stream/converter/{path_segment(converter_id)}",
        parse=StatusAnswer.from_dict,
        body=SwitchForwarder(
            auto_push_stream=auto_push_stream,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def delete(
    converter_id: str,
) -> Operation[StatusAnswer]:
    """Delete a stream forwarder.

    Private clouds only; the public ones answer 404.

    Args:
        converter_id: The forwarder.
    """
    return Operation(
        name="forwarders.delete",
        method="DELETE",
        path=f"/openapi/v0.1/live-stream/converter/{path_segment(converter_id)}",
        parse=StatusAnswer.from_dict,
        versions={
            "v2.0": Version(
                path=f"/openapi/v2.0/stream-converters/{path_segment(converter_id)}",
            ),
        },
        needs=("X-Project-Uuid",),
    )
