"""Photos, emulators and credentials for the tests of FlightHub."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import boto3
import oss2
from attrs import evolve
from botocore.config import Config
from meshwright import Credential
from meshwright.emulator import Emulator, FlightHubSettings, ModelPlan, Settings
from PIL import Image

TOKEN = "token-of-the-organization"
QUICK = FlightHubSettings(
    token=TOKEN, plan=ModelPlan(waiting=0.1, running=0.2, packing=0.1), import_seconds=0.0, delete_seconds=0.05
)
SLOW = evolve(QUICK, plan=ModelPlan(waiting=3600.0, running=3600.0, packing=1.0))
"""Models that are still waiting, however busy the machine is."""


def jpeg(seed: int = 0) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (32, 24), (seed % 256, 90, 160)).save(out, "JPEG")
    return out.getvalue()


def make_photos(folder: Path, count: int, *, size: int = 0) -> Path:
    """Fill a folder with pictures, no two alike; ``size`` pads each to so many bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = jpeg()
    for number in range(count):
        content = plain + f"{number:08}".encode()
        (folder / f"DJI_{number:04}.JPG").write_bytes(content.ljust(size, b"."))
    return folder


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def emulator(flighthub: FlightHubSettings = QUICK, **settings: Any) -> Emulator:
    """An emulator that checks its own answers by the spec."""
    return Emulator(Settings(strict=True, flighthub=flighthub, **settings))


def with_cloud(cloud: Any, **changes: Any) -> FlightHubSettings:
    return evolve(QUICK, cloud=cloud, **changes)


def plain_s3(credential: Credential, **config: Any) -> Any:
    """A client as boto3's documentation makes it, with its defaults."""
    return boto3.client(
        "s3",
        endpoint_url=credential.endpoint,
        region_name=credential.region,
        aws_access_key_id=credential.access_key_id,
        aws_secret_access_key=credential.secret_access_key,
        aws_session_token=credential.session_token,
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def plain_oss(credential: Credential, version: str = oss2.AUTH_VERSION_1) -> Any:
    """A bucket as oss2's documentation makes it."""
    keys = (credential.access_key_id, credential.secret_access_key, credential.session_token)
    return oss2.Bucket(
        oss2.StsAuth(*keys, auth_version=version),
        credential.endpoint,
        credential.bucket,
        region=credential.region.removeprefix("oss-"),
    )
