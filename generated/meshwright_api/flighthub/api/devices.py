"""Operations of the tag devices: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    Version,
    comma_list,
    given,
    path_segment,
)
from ..models import (
    CalibrateRtk,
    CameraPosition,
    ChangeCamera,
    ChangeLens,
    CloudControlsAnswer,
    ControlAnswer,
    ControlRequest,
    ControlStatusAnswer,
    DeviceCommand,
    DeviceStateAnswer,
    LensType,
    ListDevicesAnswer,
    ListHmsAnswer,
    ListTopologiesAnswer,
    PairRelay,
    RelayPairingAnswer,
    RtkAnswer,
    SendCommand,
    SetDeviceProject,
    SetStreamQuality,
    StatusAnswer,
    StreamQuality,
)


def list_() -> Operation[ListDevicesAnswer]:
    """List the devices of the organization.

    Docks and remote controllers, each with its aircraft; at most 1000, so a list of 1000 may not be all.
    """
    return Operation(
        name="devices.list",
        method="GET",
        path="/openapi/v0.1/device",
        parse=ListDevicesAnswer.from_dict,
    )


def state(
    device_sn: str,
) -> Operation[DeviceStateAnswer]:
    """Get what a device reports.

    Its position, mode, battery and more, as far as its model reports them.

    Args:
        device_sn: Serial number of the device.
    """
    return Operation(
        name="devices.state",
        method="GET",
        path=f"/openapi/v0.1/device/{path_segment(device_sn)}/state",
        parse=DeviceStateAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def hms(
    *,
    device_sn_list: list[str],
    language: str | Unset = UNSET,
) -> Operation[ListHmsAnswer]:
    """List health messages of devices.

    Messages of the Health Management System about each device.

    Args:
        device_sn_list: Serial numbers of the devices, with commas between them. (at least 1)
        language: Language of the messages.
    """
    return Operation(
        name="devices.hms",
        method="GET",
        path="/openapi/v0.1/device/hms",
        parse=ListHmsAnswer.from_dict,
        params=given(
            {
                "device_sn_list": comma_list(device_sn_list, "device_sn_list"),
                "language": language,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def command(
    device_sn: str,
    *,
    command: DeviceCommand,
) -> Operation[StatusAnswer]:
    """Send a command to an aircraft in the air.

    Moves an aircraft: it returns home, stops returning, halts on its route or goes on with it.

    Args:
        device_sn: Serial number of the device.
        command: The command. (one of return_home, return_home_cancel, flighttask_pause, flighttask_recovery,
            return_specific_home, or others to come)
    """
    return Operation(
        name="devices.command",
        method="POST",
        path=f"/openapi/v0.1/device/{path_segment(device_sn)}/command",
        parse=StatusAnswer.from_dict,
        body=SendCommand(
            command=command,
        ).to_dict(),
        versions={
            "v2.0": Version(
                members={"command": "device_command"},
            ),
        },
        needs=("X-Project-Uuid",),
    )


def change_camera(
    *,
    sn: str,
    camera_index: str,
    camera_position: CameraPosition | Unset = UNSET,
) -> Operation[StatusAnswer]:
    """Switch the camera of a dock.

    Shows its inside or its outside.

    Args:
        sn: Serial number of the dock.
        camera_index: The camera, from camera_list.
        camera_position: The position. (one of indoor, outdoor, or others to come)
    """
    return Operation(
        name="devices.change_camera",
        method="POST",
        path="/openapi/v0.1/device/change-camera",
        parse=StatusAnswer.from_dict,
        body=ChangeCamera(
            sn=sn,
            camera_index=camera_index,
            camera_position=camera_position,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def change_lens(
    *,
    sn: str,
    camera_index: str,
    lens_type: LensType,
) -> Operation[StatusAnswer]:
    """Switch the lens of an aircraft's camera.

    The payload has to be under control.

    Args:
        sn: Serial number of the aircraft.
        camera_index: The camera, from camera_list.
        lens_type: The lens, one of lens_list. (one of wide, zoom, ir, or others to come)
    """
    return Operation(
        name="devices.change_lens",
        method="POST",
        path="/openapi/v0.1/device/change-lens",
        parse=StatusAnswer.from_dict,
        body=ChangeLens(
            sn=sn,
            camera_index=camera_index,
            lens_type=lens_type,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def acquire_control(
    *,
    drone_sn: str,
    payload_index: list[str] | Unset = UNSET,
    flight: bool | Unset = UNSET,
) -> Operation[ControlAnswer]:
    """Take control of an aircraft.

    Takes its flight or its payloads from others who control them. The aircraft goes on as before until it gets a
    command.

    Args:
        drone_sn: Serial number of the aircraft.
        payload_index: The payloads, such as `52-0-0`. (at most 32)
        flight: Whether the flight itself is controlled.
    """
    return Operation(
        name="devices.acquire_control",
        method="POST",
        path="/openapi/v0.1/device/control",
        parse=ControlAnswer.from_dict,
        body=ControlRequest(
            drone_sn=drone_sn,
            payload_index=payload_index,
            flight=flight,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def release_control(
    *,
    drone_sn: str,
    payload_index: list[str] | Unset = UNSET,
    flight: bool | Unset = UNSET,
) -> Operation[ControlAnswer]:
    """Release control of an aircraft.

    Others can take its flight or its payloads then. The request has a body.

    Args:
        drone_sn: Serial number of the aircraft.
        payload_index: The payloads, such as `52-0-0`. (at most 32)
        flight: Whether the flight itself is controlled.
    """
    return Operation(
        name="devices.release_control",
        method="DELETE",
        path="/openapi/v0.1/device/control",
        parse=ControlAnswer.from_dict,
        body=ControlRequest(
            drone_sn=drone_sn,
            payload_index=payload_index,
            flight=flight,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def set_stream_quality(
    *,
    sn: str,
    camera_index: str,
    quality_type: StreamQuality,
) -> Operation[StatusAnswer]:
    """Set how clear the video of a device is.

    The device has to be under control.

    Args:
        sn: Serial number of the device.
        camera_index: The camera, from camera_list.
        quality_type: The quality. (one of adaptive, smooth, ultra_high_definition, or others to come)
    """
    return Operation(
        name="devices.set_stream_quality",
        method="PUT",
        path="/openapi/v0.1/device/stream/quality",
        parse=StatusAnswer.from_dict,
        body=SetStreamQuality(
            sn=sn,
            camera_index=camera_index,
            quality_type=quality_type,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def calibrate_rtk(
    device_sn: str,
    *,
    host: str,
    port: int,
    account: str,
    password: str,
    mount_point: str,
) -> Operation[RtkAnswer]:
    """Calibrate a dock by a network RTK service.

    Changes the position that the dock takes for its own, after it was set up or moved.

    Args:
        device_sn: Serial number of the device.
        host: Its address.
        port: Its port. (from 1; to 65535)
        account: The account.
        password: The password of the account.
        mount_point: The mount point.
    """
    return Operation(
        name="devices.calibrate_rtk",
        method="POST",
        path=f"/openapi/v0.1/device/{path_segment(device_sn)}/rtk",
        parse=RtkAnswer.from_dict,
        body=CalibrateRtk(
            host=host,
            port=port,
            account=account,
            password=password,
            mount_point=mount_point,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def topologies() -> Operation[ListTopologiesAnswer]:
    """List devices and what they were connected with.

    In V2 only. Whether a device is online is historical.
    """
    return Operation(
        name="devices.topologies",
        method="GET",
        path="/openapi/v2.0/topologies/history",
        parse=ListTopologiesAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def set_project(
    *,
    active_project_uuid: str,
    device_sn: str,
) -> Operation[StatusAnswer]:
    """Put a device into another project.

    In V2 only. Does not move the device itself.

    Args:
        active_project_uuid: The project.
        device_sn: Serial number of the device.
    """
    return Operation(
        name="devices.set_project",
        method="PUT",
        path="/openapi/v2.0/device/active-project",
        parse=StatusAnswer.from_dict,
        body=SetDeviceProject(
            active_project_uuid=active_project_uuid,
            device_sn=device_sn,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def control_status(
    *,
    device_control_method: str,
    device_sn: str | Unset = UNSET,
) -> Operation[ControlStatusAnswer]:
    """Get who controls a device.

    In V2 only.

    Args:
        device_control_method: Which control.
        device_sn: Serial number of the device.
    """
    return Operation(
        name="devices.control_status",
        method="GET",
        path="/openapi/v2.0/topologies/cmds/control/status",
        parse=ControlStatusAnswer.from_dict,
        params=given(
            {
                "device_control_method": device_control_method,
                "device_sn": device_sn,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def cloud_controls(
    *,
    drone_sn_list: list[str] | Unset = UNSET,
) -> Operation[CloudControlsAnswer]:
    """Get which aircraft the cloud controls.

    In V2 only.

    Args:
        drone_sn_list: Serial numbers of the aircraft. (at least 1)
    """
    return Operation(
        name="devices.cloud_controls",
        method="GET",
        path="/openapi/v2.0/cloud-controls",
        parse=CloudControlsAnswer.from_dict,
        params=given(
            {
                "drone_sn_list": drone_sn_list,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def pair_relay(
    *,
    device_sn: str,
    pair_enable: bool,
    pair_type: str,
) -> Operation[StatusAnswer]:
    """Pair a relay.

    In V2, and only on a private cloud with a relay.

    Args:
        device_sn: Serial number of the device.
        pair_enable: Whether pairing is on.
        pair_type: drone or relay.
    """
    return Operation(
        name="devices.pair_relay",
        method="POST",
        path="/openapi/v2.0/device/relay_model",
        parse=StatusAnswer.from_dict,
        body=PairRelay(
            device_sn=device_sn,
            pair_enable=pair_enable,
            pair_type=pair_type,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def relay_pairing(
    device_sn: str,
) -> Operation[RelayPairingAnswer]:
    """Get the result of a pairing.

    In V2, and only on a private cloud with a relay.

    Args:
        device_sn: Serial number of the device.
    """
    return Operation(
        name="devices.relay_pairing",
        method="GET",
        path=f"/openapi/v2.0/device/{path_segment(device_sn)}/relay_model",
        parse=RelayPairingAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
