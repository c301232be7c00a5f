"""The organization: its state, projects, devices, streams, annotations and the models on its maps.

One line an operation, defined once for both clients. Operations of a project need ``project_uuid`` on the client, and
those after the comment ``V2`` its ``api_version="v2.0"``.
"""

from __future__ import annotations

from meshwright_api.flighthub import api

from ..core.methods import Awaited, Blocking
from .calls import Call, Calls
from .envelope import listed


class SystemCalls(Calls):
    """Whether FlightHub is in order."""

    status = Call(lambda: api.system.status)
    # V2
    health = Call(lambda: api.system.health)


class ProjectCalls(Calls):
    """The projects of the organization. A page that is not full is the last; ``usage="simple"`` returns all at once."""

    list = Call(lambda: api.projects.list_, listed)
    devices = Call(lambda: api.projects.devices, listed)
    storage_credential = Call(lambda: api.projects.storage_credential)
    add_members = Call(lambda: api.projects.add_members)
    # V2
    users = Call(lambda: api.projects.users, listed)
    members = Call(lambda: api.projects.members, listed)
    join_code = Call(lambda: api.projects.join_code)
    device = Call(lambda: api.projects.device)


class OrganizationCalls(Calls):
    """Organizations, their people and rights. V2 only."""

    list = Call(lambda: api.organizations.list_, listed)
    get = Call(lambda: api.organizations.get)
    users = Call(lambda: api.organizations.users, listed)
    current_user = Call(lambda: api.organizations.current_user)
    roles = Call(lambda: api.organizations.roles, listed)
    permissions = Call(lambda: api.organizations.permissions)
    role_permissions = Call(lambda: api.organizations.role_permissions)
    device_commands = Call(lambda: api.organizations.device_commands, listed)
    device_control = Call(lambda: api.organizations.device_control)
    device_streams = Call(lambda: api.organizations.device_streams, listed)


class DeviceCalls(Calls):
    """Docks and aircraft. ``command`` moves an aircraft, nothing else does. What changes something is sent once."""

    list = Call(lambda: api.devices.list_, listed)
    state = Call(lambda: api.devices.state)
    hms = Call(lambda: api.devices.hms, listed)
    command = Call(lambda: api.devices.command)
    change_camera = Call(lambda: api.devices.change_camera)
    change_lens = Call(lambda: api.devices.change_lens)
    acquire_control = Call(lambda: api.devices.acquire_control)
    release_control = Call(lambda: api.devices.release_control)
    set_stream_quality = Call(lambda: api.devices.set_stream_quality)
    calibrate_rtk = Call(lambda: api.devices.calibrate_rtk)
    # V2
    topologies = Call(lambda: api.devices.topologies, listed)
    set_project = Call(lambda: api.devices.set_project)
    control_status = Call(lambda: api.devices.control_status)
    cloud_controls = Call(lambda: api.devices.cloud_controls)
    pair_relay = Call(lambda: api.devices.pair_relay)
    relay_pairing = Call(lambda: api.devices.relay_pairing)


class LivestreamCalls(Calls):
    """What cameras show."""

    start = Call(lambda: api.livestreams.start)
    # V2
    of_device = Call(lambda: api.livestreams.of_device, listed)
    shares = Call(lambda: api.livestreams.shares, listed)
    shares_of = Call(lambda: api.livestreams.shares_of, listed)
    recording = Call(lambda: api.livestreams.recording)


class ForwarderCalls(Calls):
    """Streams that are sent on to servers of your own. Private clouds only: NotFound on the public ones."""

    list = Call(lambda: api.forwarders.list_, listed)
    create = Call(lambda: api.forwarders.create)
    switch = Call(lambda: api.forwarders.switch)
    delete = Call(lambda: api.forwarders.delete)


class AnnotationCalls(Calls):
    """Points, lines and polygons on the map of a project. ``create`` returns None if the service names no id."""

    create = Call(lambda: api.annotations.create)
    # V2
    update = Call(lambda: api.annotations.update)
    delete = Call(lambda: api.annotations.delete)


class AreaCalls(Calls):
    """No-fly zones, fences and the offline map of a project. V2 only."""

    list = Call(lambda: api.areas.list_, listed)
    of_workspace = Call(lambda: api.areas.of_workspace, listed)
    file = Call(lambda: api.areas.file)
    offline_map_file = Call(lambda: api.areas.offline_map_file)
    offline_map = Call(lambda: api.areas.offline_map)


class MapCalls(Calls):
    """Models on the map of a project, made of the photos of a flight. ``create`` uses up quota and is sent once."""

    list = Call(lambda: api.maps.list_, listed)
    create = Call(lambda: api.maps.create)
    get = Call(lambda: api.maps.get)
    download_url = Call(lambda: api.maps.download_url)


class AsyncSystem(SystemCalls, Awaited):
    """Whether FlightHub is in order, for asyncio."""


class System(SystemCalls, Blocking):
    """Whether FlightHub is in order."""


class AsyncProjects(ProjectCalls, Awaited):
    """The projects of the organization, for asyncio."""


class Projects(ProjectCalls, Blocking):
    """The projects of the organization."""


class AsyncOrganizations(OrganizationCalls, Awaited):
    """Organizations, their people and rights, for asyncio."""


class Organizations(OrganizationCalls, Blocking):
    """Organizations, their people and rights."""


class AsyncDevices(DeviceCalls, Awaited):
    """Docks and aircraft, for asyncio."""


class Devices(DeviceCalls, Blocking):
    """Docks and aircraft."""


class AsyncLivestreams(LivestreamCalls, Awaited):
    """What cameras show, for asyncio."""


class Livestreams(LivestreamCalls, Blocking):
    """What cameras show."""


class AsyncForwarders(ForwarderCalls, Awaited):
    """Streams that are sent on, for asyncio."""


class Forwarders(ForwarderCalls, Blocking):
    """Streams that are sent on."""


class AsyncAnnotations(AnnotationCalls, Awaited):
    """Points, lines and polygons on the map of a project, for asyncio."""


class Annotations(AnnotationCalls, Blocking):
    """Points, lines and polygons on the map of a project."""


class AsyncAreas(AreaCalls, Awaited):
    """No-fly zones, fences and the offline map of a project, for asyncio."""


class Areas(AreaCalls, Blocking):
    """No-fly zones, fences and the offline map of a project."""


class AsyncMaps(MapCalls, Awaited):
    """Models on the map of a project, for asyncio."""


class Maps(MapCalls, Blocking):
    """Models on the map of a project."""
