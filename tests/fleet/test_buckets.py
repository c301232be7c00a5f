"""Results in a bucket: whole or not at all, and a bucket without rights is found before anything is bought."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import boto3
import pytest
from helpers.batches import Yard, by_name
from helpers.other_server import other_server, send
from helpers.prepared_service import PICTURE, model
from meshwright import ConfigurationError
from moto.server import ThreadedMotoServer

pytestmark = [
    pytest.mark.usefixtures("no_certificates"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Run a store of objects on loopback, with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (*KEYS.items(), ("AWS_ENDPOINT_URL", f"http://{host}:{port}")):
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="models")
    yield client
    client.close()
    server.stop()


def test_results_in_a_bucket(yard: Yard, store: Any) -> None:
    """Each file is under its key, with its bytes; no temporary key and no local copy is left."""
    with yard.batch(out="s3://models/first/") as batch:
        batch.add("image_to_3d", yard.pictures(2))
        items = by_name(batch.run())
        assert items["item-000"].files == [
            "s3://models/first/item-000/model.glb",
            "s3://models/first/item-000/thumbnail.png",
        ]
    keys = [found["Key"] for found in store.list_objects_v2(Bucket="models")["Contents"]]
    assert keys == [f"first/item-00{n}/{name}" for n in (0, 1) for name in ("model.glb", "thumbnail.png")]
    stored = {key: store.get_object(Bucket="models", Key=key)["Body"].read() for key in keys[:2]}
    assert list(stored.values()) == [model(), PICTURE]
    assert not list((yard.folder / "work").glob("*.files/*"))


DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


@pytest.mark.parametrize(("method", "reason"), [("PUT", "AccessDenied"), ("HEAD", "403"), ("DELETE", "AccessDenied")])
def test_a_bucket_without_rights(yard: Yard, monkeypatch: pytest.MonkeyPatch, method: str, reason: str) -> None:
    """A bucket in which objects cannot be written, read or deleted ends the work before anything is bought."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        refused = handler.command == method
        body = DENIED if refused and method != "HEAD" else b""
        send(handler, 403 if refused else 204 if handler.command == "DELETE" else 200, body)

    with other_server(answer) as server:
        for name, value in (*KEYS.items(), ("AWS_ENDPOINT_URL", server.url)):
            monkeypatch.setenv(name, value)
        with yard.batch(out="s3://closed/models") as batch:
            batch.add("image_to_3d", yard.pictures(1))
            message = rf"cannot be written to s3://closed/models/: .*\({reason}\).* Nothing was bought"
            with pytest.raises(ConfigurationError, match=message):
                batch.work(until_done=True)
            assert batch.status().queued == 1
    assert yard.bought() == []


def test_a_bucket_that_is_missing(yard: Yard, store: Any) -> None:
    """A bucket that cannot be written to ends the work before anything is bought."""
    with yard.batch(out="s3://none/models") as batch:
        batch.add("image_to_3d", yard.pictures(1))
        with pytest.raises(ConfigurationError, match=r"cannot be written to s3://none/models/: .*Nothing was bought"):
            list(batch.run())
        assert batch.status().queued == 1
    assert yard.bought() == []
