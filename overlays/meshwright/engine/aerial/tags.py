"""The metadata of a photo in the form in which DJI's cameras write it: EXIF with GPS, and XMP with ``drone-dji`` tags.

``Model`` and ``Software`` name the emulator.
"""

from __future__ import annotations

from typing import Final

from PIL import Image

from .camera import FOCAL_35MM, Shot, focal

MAKE, MODEL, SOFTWARE = "DJI", "EMULATED", "meshwright emulator: rendered, not photographed"
_EXIF, _GPS = 0x8769, 0x8825
_FOCAL_MILLIMETRES: Final = 6.72
_XMP: Final = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:drone-dji="http://www.dji.com/drone-dji/1.0/" {}/></rdf:RDF></x:xmpmeta>'
)


def exif(shot: Shot, size: tuple[int, int]) -> Image.Exif:
    """Return the EXIF of a photo."""
    tags = Image.Exif()
    tags[0x010E], tags[0x010F], tags[0x0110], tags[0x0131] = "EMULATED", MAKE, MODEL, SOFTWARE
    tags[0x0132] = shot.taken
    camera = tags.get_ifd(_EXIF)
    camera[0x9003] = camera[0x9004] = shot.taken
    camera[0x920A], camera[0xA405] = _FOCAL_MILLIMETRES, FOCAL_35MM
    camera[0xA002], camera[0xA003] = size
    gps = tags.get_ifd(_GPS)
    gps[0] = b"\x02\x03\x00\x00"
    gps[1], gps[2] = "N" if shot.latitude >= 0 else "S", _sexagesimal(abs(shot.latitude))
    gps[3], gps[4] = "E" if shot.longitude >= 0 else "W", _sexagesimal(abs(shot.longitude))
    gps[5], gps[6] = b"\x00" if shot.height >= 0 else b"\x01", round(abs(shot.height), 3)
    return tags


def xmp(shot: Shot, size: tuple[int, int]) -> bytes:
    """Return the XMP of a photo."""
    values = {
        "tiff:Make": MAKE,
        "tiff:Model": MODEL,
        "xmp:CreatorTool": SOFTWARE,
        "drone-dji:GpsStatus": "RTK",
        "drone-dji:AltitudeType": "RtkAlt",
        "drone-dji:GpsLatitude": f"{shot.latitude:+.9f}",
        "drone-dji:GpsLongitude": f"{shot.longitude:+.9f}",
        "drone-dji:AbsoluteAltitude": f"{shot.height:+.3f}",
        "drone-dji:RelativeAltitude": f"{shot.above:+.3f}",
        "drone-dji:GimbalRollDegree": "+0.00",
        "drone-dji:GimbalYawDegree": f"{shot.yaw:+.2f}",
        "drone-dji:GimbalPitchDegree": f"{shot.pitch:+.2f}",
        "drone-dji:FlightRollDegree": "+0.00",
        "drone-dji:FlightYawDegree": f"{shot.yaw:+.2f}",
        "drone-dji:FlightPitchDegree": "+0.00",
        "drone-dji:CamReverse": "0",
        "drone-dji:RtkFlag": "50",
        "drone-dji:CalibratedFocalLength": f"{focal(size):.6f}",
        "drone-dji:CalibratedOpticalCenterX": f"{size[0] / 2:.6f}",
        "drone-dji:CalibratedOpticalCenterY": f"{size[1] / 2:.6f}",
    }
    return _XMP.format(" ".join(f'{name}="{value}"' for name, value in values.items())).encode()


def _sexagesimal(angle: float) -> tuple[float, float, float]:
    minutes = angle % 1 * 60
    return float(int(angle)), float(int(minutes)), round(minutes % 1 * 60, 6)
