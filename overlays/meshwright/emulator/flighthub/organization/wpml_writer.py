"""Write a path as DJI's route file: a KMZ with ``wpmz/template.kml`` and ``wpmz/waylines.wpml``.

The same path gives the same bytes. Each start and each reset of the emulator needs a few again.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from .kmz import TEMPLATE, WAYLINES
from .wpml import Path

_NAMES: Final = {"mapping_2d": "mapping2d", "mapping_3d": "mapping3d", "mapping_strip": "mappingStrip"}
_KML: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"'
    ' xmlns:wpml="http://www.dji.com/wpmz/1.0.6">\n<Document>\n{}\n</Document>\n</kml>\n'
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@lru_cache(maxsize=16)
def write_route(path: Path, *, author: str = "meshwright", created: int = 0) -> bytes:
    """Return the KMZ of a path; ``created`` is in milliseconds since the epoch."""
    head = _wpml(author=author, createTime=created, updateTime=created)
    mode = "WGS84" if path.absolute else "relativeToStartPoint"
    config = _config(path)
    members = {
        TEMPLATE: _KML.format("\n".join([head, config, *(_template(path, mode, name) for name in path.templates)])),
        WAYLINES: _KML.format("\n".join([config, _wayline(path, mode)])),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _wpml(**values: object) -> str:
    return "".join(f"<wpml:{name}>{escape(str(value))}</wpml:{name}>" for name, value in values.items())


def _nested(name: str, content: str) -> str:
    return f"<wpml:{name}>{content}</wpml:{name}>"


def _config(path: Path) -> str:
    drone = _wpml(droneEnumValue=path.drone[0], droneSubEnumValue=path.drone[1])
    payload = _wpml(payloadEnumValue=path.payload[0], payloadSubEnumValue=path.payload[1], payloadPositionIndex=0)
    rules = _wpml(
        flyToWaylineMode="safely",
        finishAction="goHome",
        exitOnRCLost="executeLostAction",
        executeRCLostAction="goBack",
        takeOffSecurityHeight=f"{path.security_height:g}",
        globalTransitionalSpeed=f"{path.transit_speed:g}",
    )
    return _nested("missionConfig", rules + _nested("droneInfo", drone) + _nested("payloadInfo", payload))


def _template(path: Path, mode: str, name: str) -> str:
    head = _wpml(templateType=_NAMES.get(name, name), templateId=0)
    system = _nested("waylineCoordinateSysParam", _wpml(coordinateMode="WGS84", heightMode=mode))
    speed = _wpml(autoFlightSpeed=f"{path.waypoints[0].speed:g}")
    marks = (
        [_area(path)] if name.startswith("mapping") else [_mark(path, number) for number in range(len(path.waypoints))]
    )
    return "\n".join(["<Folder>", head + system + speed, *marks, "</Folder>"])


def _area(path: Path) -> str:
    """Return the rectangle around the waypoints as the area to map."""
    east = [one.spot.longitude for one in path.waypoints]
    north = [one.spot.latitude for one in path.waypoints]
    corners = [(min(east), min(north)), (max(east), min(north)), (max(east), max(north)), (min(east), max(north))]
    ring = " ".join(f"{longitude:.9f},{latitude:.9f},0" for longitude, latitude in corners)
    outline = f"<LinearRing><coordinates>{ring}</coordinates></LinearRing>"
    return f"<Placemark><Polygon><outerBoundaryIs>{outline}</outerBoundaryIs></Polygon></Placemark>"


def _wayline(path: Path, mode: str) -> str:
    seconds = path.length / path.waypoints[0].speed
    head = _wpml(
        templateId=0,
        executeHeightMode=mode,
        waylineId=0,
        distance=f"{path.length:.3f}",
        duration=f"{seconds:.3f}",
        autoFlightSpeed=f"{path.waypoints[0].speed:g}",
    )
    return "\n".join(["<Folder>", head, *(_mark(path, number) for number in range(len(path.waypoints))), "</Folder>"])


def _mark(path: Path, number: int) -> str:
    waypoint = path.waypoints[number]
    spot = waypoint.spot
    place = f"<Point><coordinates>{spot.longitude:.9f},{spot.latitude:.9f}</coordinates></Point>"
    facts = _wpml(index=number, executeHeight=f"{spot.height:g}", waypointSpeed=f"{waypoint.speed:g}")
    return f"<Placemark>{place}{facts}{_photos_at(path, number)}</Placemark>"


def _photos_at(path: Path, number: int) -> str:
    """Return the actions at a waypoint; photos between waypoints become photos at the one before."""
    groups: list[str] = []
    for exposure in path.exposures:
        if int(exposure.at) == number:
            turn = _wpml(
                gimbalPitchRotateEnable=1, gimbalPitchRotateAngle=f"{exposure.pitch:g}", payloadPositionIndex=0
            )
            actions = [("gimbalRotate", turn), ("takePhoto", _wpml(fileSuffix="", payloadPositionIndex=0))]
            written = "".join(
                _nested(
                    "action",
                    _wpml(actionId=id, actionActuatorFunc=name) + _nested("actionActuatorFuncParam", parameters),
                )
                for id, (name, parameters) in enumerate(actions)
            )
            where = _wpml(actionGroupId=len(groups), actionGroupStartIndex=number, actionGroupEndIndex=number)
            trigger = _nested("actionTrigger", _wpml(actionTriggerType="reachPoint"))
            groups.append(_nested("actionGroup", where + _wpml(actionGroupMode="sequence") + trigger + written))
    return "".join(groups)
