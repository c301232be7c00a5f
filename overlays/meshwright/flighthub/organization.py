"""The organization: its state, projects, devices, streams, annotations and the models on its maps.

One line an operation, defined once for both clients. Operations of a project need ``project_uuid`` on the client, and
those after the comment ``V2`` its ``api_version="v2.0"``.
"""

from __future__ import annotations

from meshwright_api.flighthub.api import annotations as elements
from meshwright_api.flighthub.api import areas, devices, forwarders, livestreams, maps, organizations, projects, system

from ..core.methods import Awaited, Blocking
from .calls import Call, Calls
from .envelope import listed


class SystemCalls(Calls):
    """Whether FlightHub is in order."""

    status = Call(system.status)
    # V2
    health = Call(system.health)


class ProjectCalls(Calls):
    """The projects of the organization. A page that is not full is the last; ``usage="simple"`` returns all at once."""

    list = Call(projects.list_, listed)
    devices = Call(projects.devices, listed)
    storage_credential = Call(projects.storage_credential)
    add_members = Call(projects.add_members)
    # V2
    users = Call(projects.users, listed)
    members = Call(projects.members, listed)
    join_code = Call(projects.join_code)
    device = Call(projects.device)


class OrganizationCalls(Calls):
    """Organizations, their people and rights. V2 only."""

    list = Call(organizations.list_, listed)
    get = Call(organizations.get)
    users = Call(organizations.users, listed)
    current_user = Call(organizations.current_user)
    roles = Call(organizations.roles, listed)
    permissions = Call(organizations.permissions)
    role_permissions = Call(organizations.role_permissions)
    device_commands = Call(organizations.device_commands, listed)
    device_control = Call(organizations.device_control)
    device_streams = Call(organizations.device_streams, listed)


class DeviceCalls(Calls):
    """Docks and aircraft. ``command`` moves an aircraft, nothing else does. What changes something is sent once."""

    list = Call(devices.list_, listed)
    state = Call(devices.state)
    hms = Call(devices.hms, listed)
    command = Call(devices.command)
    change_camera = Call(devices.change_camera)
    change_lens = Call(devices.change_lens)
    acquire_control = Call(devices.acquire_control)
    release_control = Call(devices.release_control)
    set_stream_quality = Call(devices.set_stream_quality)
    calibrate_rtk = Call(devices.calibrate_rtk)
    # V2
    topologies = Call(devices.topologies, listed)
    set_project = Call(devices.set_project)
    control_status = Call(devices.control_status)
    cloud_controls = Call(devices.cloud_controls)
    pair_relay = Call(devices.pair_relay)
    relay_pairing = Call(devices.relay_pairing)


class LivestreamCalls(Calls):
    """What cameras show."""

    start = Call(livestreams.start)
    # V2
    of_device = Call(livestreams.of_device, listed)
    shares = Call(livestreams.shares, listed)
    shares_of = Call(livestreams.shares_of, listed)
    recording = Call(livestreams.recording)


class ForwarderCalls(Calls):
    """Streams that are sent on to servers of your own. Private clouds only: NotFound on the public ones."""

    list = Call(forwarders.list_, listed)
    create = Call(forwarders.create)
    switch = Call(forwarders.switch)
    delete = Call(forwarders.delete)


class AnnotationCalls(Calls):
    """Points, lines and polygons on the map of a project. ``create`` returns None if the service names no id."""

    create = Call(elements.create)
    # V2
    update = Call(elements.update)
    delete = Call(elements.delete)


class AreaCalls(Calls):
    """No-fly zones, fences and the offline map of a project. V2 only."""

    list = Call(areas.list_, listed)
    of_workspace = Call(areas.of_workspace, listed)
    file = Call(areas.file)
    offline_map_file = Call(areas.offline_map_file)
    offline_map = Call(areas.offline_map)


class MapCalls(Calls):
    """Models on the map of a project, made of the photos of a flight. ``create`` uses up quota and is sent once."""

    list = Call(maps.list_, listed)
    create = Call(maps.create)
    get = Call(maps.get)
    download_url = Call(maps.download_url)


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
