"""The organization: its state, projects, devices, streams, annotations and the models on its maps.

One line an operation, defined once for both clients. Operations of a project need ``project_uuid`` on the client.
"""

from __future__ import annotations

from meshwright_api.flighthub.api import annotations as elements
from meshwright_api.flighthub.api import devices, forwarders, livestreams, maps, projects, system

from ..core.methods import Awaited, Blocking
from .calls import Call, Calls
from .envelope import listed


class SystemCalls(Calls):
    """Whether FlightHub is in order."""

    status = Call(system.status)


class ProjectCalls(Calls):
    """The projects of the organization. A page that is not full is the last; ``usage="simple"`` returns all at once."""

    list = Call(projects.list_, listed)
    devices = Call(projects.devices, listed)
    storage_credential = Call(projects.storage_credential)
    add_members = Call(projects.add_members)


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


class LivestreamCalls(Calls):
    """What cameras show."""

    start = Call(livestreams.start)


class ForwarderCalls(Calls):
    """Streams that are sent on to servers of your own. Private clouds only: NotFound on the public ones."""

    list = Call(forwarders.list_, listed)
    create = Call(forwarders.create)
    switch = Call(forwarders.switch)
    delete = Call(forwarders.delete)


class AnnotationCalls(Calls):
    """Points, lines and polygons on the map of a project. ``create`` returns None if the service names no id."""

    create = Call(elements.create)


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


class AsyncMaps(MapCalls, Awaited):
    """Models on the map of a project, for asyncio."""


class Maps(MapCalls, Blocking):
    """Models on the map of a project."""
