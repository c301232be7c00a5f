"""A thousand photos into an object store: with the keys of a FlightHub credential, and to a NodeODM node."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..emulated import TOKEN, emulated
from ..measuring import Sample, measured
from ..rows import Budget, Contender, Growth, Row
from ..server import Asked, Handler, answer, serving

PHOTO = 100_000
"""Bytes of one."""
PARALLEL = 8
"""PUTs at once, of ours and of bare boto3; PyODM has ten."""
HEAD = bytes.fromhex("ffd8ffe0")


def node() -> Handler:
    """Answer as a NodeODM node does, and keep nothing."""
    said = {"info": '{"version": "2.2.0"}', "init": '{"uuid": "bench"}', "commit": '{"uuid": "bench"}'}
    answers = {word: answer(text.encode()) for word, text in said.items()}
    taken = answer(b'{"success": true}')

    def handle(asked: Asked) -> bytes:
        return next((text for word, text in answers.items() if f"/{word}" in asked.path), taken)

    return handle


@contextmanager
def photos(size: int) -> Iterator[dict[str, Any]]:
    """Write so many photos, no two alike, beside an emulated FlightHub and a node."""
    with tempfile.TemporaryDirectory() as name, emulated() as hub, serving(node) as odm:
        folder = Path(name, "photos")
        folder.mkdir()
        for number in range(size):
            Path(folder, f"DJI_{number:05}.JPG").write_bytes(HEAD + os.urandom(PHOTO - len(HEAD)))
        yield {"folder": str(folder), "url": hub["url"], "node": odm["port"]}


def ours(size: int, folder: str, url: str, node: int) -> Sample:
    """Upload, report and wait for the import, with the journal that survives a crash."""
    import boto3  # noqa: F401  # here and below the SDK's import is not counted
    from meshwright import FlightHub

    with tempfile.TemporaryDirectory() as state, FlightHub(TOKEN, base_url=url, poll_interval=0.05) as hub:
        hub.stores.obtain_token()
        with measured() as found:
            done = hub.resources.upload(folder, manifest=Path(state, "journal"), parallel=PARALLEL)
    assert len(done.file_names or ()) == size
    return _rated(found, size)


def boto3(size: int, folder: str, url: str, node: int) -> Sample:
    """Put the files with bare boto3; nothing is reported, and nothing can be gone on with."""
    import boto3 as library
    from botocore.config import Config
    from meshwright import FlightHub

    with FlightHub(TOKEN, base_url=url) as hub:
        keys = hub.stores.obtain_token()
    with measured() as found, ThreadPoolExecutor(PARALLEL) as pool:
        client = library.client(
            "s3",
            endpoint_url=keys.endpoint_url,
            region_name=keys.region,
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            aws_session_token=keys.session_token,
            config=Config(max_pool_connections=PARALLEL, request_checksum_calculation="when_required"),
        )

        def put(path: Path) -> None:
            with path.open("rb") as stream:
                client.put_object(Bucket=keys.bucket, Key=keys.key_for(path.name), Body=stream)

        count = sum(1 for _ in pool.map(put, sorted(Path(folder).iterdir())))
    assert count == size
    return _rated(found, size)


def pyodm(size: int, folder: str, url: str, node: int) -> Sample:
    """Create a task of a node with PyODM: ten threads, each file read whole."""
    from pyodm import Node

    files = sorted(str(path) for path in Path(folder).iterdir())
    with measured() as found:
        Node("127.0.0.1", node).create_task(files, parallel_uploads=10)
    return _rated(found, size)


def _rated(found: Sample, size: int) -> Sample:
    return {**found, "rate": size / found["wall"]}


ROWS = (
    Row(
        name="upload",
        quick=1,
        title="Upload 1,000 photos (FlightHub)",
        size=1_000,
        smoke=5,
        rounds=3,
        service=photos,
        contenders=(
            Contender("ours", ours, "s3", "ours"),
            Contender("bare boto3, 8 threads", boto3, "s3"),
            Contender("PyODM, 10 threads", pyodm, "pyodm"),
        ),
        budgets=(Budget("rate", 1.0, of="bare boto3, 8 threads", at_least=True),),
        growth=Growth("photos", (10, 100, 1_000)),
        note="Photos of 100 kB. Ours also writes its journal, reports the files and waits for the import.",
    ),
)
