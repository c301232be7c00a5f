"""Creates before they are sent: the limit on the price, parameters in vain, and names instead of files."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from helpers.fakes import FakeTransport, json_reply
from helpers.prepared_service import PICTURE
from meshwright import MeshwrightWarning, PriceTooHigh
from meshwright.core.announcements import INPUT
from meshwright.core.blocking import run
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright.tasks.submitting import account, described, price_of, submit
from meshwright_api.meshy import api

URL = "https://example.com/a.png"


def session(base_url: str = "https://x", contract: str = "", **options: Any) -> TaskSession:
    """Return a session, on 2026-11-29, with a service that takes every create; it has announced a contract, if any."""
    answers = {"x_meshwright_contract": contract} if contract else {}
    transport = FakeTransport(
        lambda _: json_reply({"result": "a-task"}, **answers), lambda _: (json_reply({}), []), clock=1_795_910_400.0
    )
    headers = {"authorization": "Bearer x"}
    made = TaskSession(transport=transport, dialect=MESHY, base_url=base_url, headers=headers, **options)
    if contract:
        run(made.perform(api.balance.get()))
    return made


def test_a_client_warns_once_before_it_sends() -> None:
    """Two creates with the same mistake warn once; where warnings are errors nothing is sent."""
    client = session(as_of="seed")
    create = api.image_to_3d.create(image_url=URL, should_remesh=False, topology="quad")
    with warnings.catch_warnings(record=True, action="always") as caught:
        assert [run(submit(client, "image-to-3d", create)) for _ in range(2)] == ["a-task", "a-task"]
    assert [str(warning.message) for warning in caught] == [
        "image_to_3d.create: topology has no effect; it has one only if should_remesh is true or model_type is "
        "smart-topology"
    ]
    assert caught[0].category is MeshwrightWarning
    strict = session(as_of="seed")
    with warnings.catch_warnings(action="error"), pytest.raises(MeshwrightWarning):
        run(submit(strict, "image-to-3d", create))
    assert strict.transport.requests == []  # type: ignore[attr-defined]


LOCAL = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("options", "day"),
    [
        ({}, "2026-11-29"),
        ({"as_of": "seed"}, "seed"),
        ({"contract": "seed"}, "2026-11-29"),
        ({"base_url": LOCAL}, None),
        ({"base_url": LOCAL, "contract": "seed"}, "seed"),
        ({"base_url": LOCAL, "contract": "2026-04-01"}, "2026-04-01"),
        ({"base_url": LOCAL, "contract": "2026-04-01", "as_of": "seed"}, "seed"),
        ({"base_url": LOCAL, "contract": "no day"}, None),
    ],
)
def test_the_contract_that_a_client_warns_by(options: dict[str, str], day: str | None) -> None:
    """Today for the service; on this machine the day that an emulator announces, and none before it does."""
    client = session(**options)
    assert client.contract_day() == day
    with warnings.catch_warnings(record=True, action="always") as caught:
        run(submit(client, "image-to-3d", api.image_to_3d.create(image_url=URL, target_polycount=500)))
    assert bool(caught) == (day not in (None, "seed"))


def test_the_guard() -> None:
    """A create above max_credits is refused before anything is sent; at the limit it goes through."""
    create = api.image_to_3d.create(image_url=URL)
    client = session(max_credits=29)
    with pytest.raises(PriceTooHigh, match=r"about 30 credits.*max_credits is 29; nothing was sent") as caught:
        run(submit(client, "image-to-3d", create))
    assert caught.value.estimate == price_of(client, create)
    assert client.transport.requests == []  # type: ignore[attr-defined]
    assert run(submit(client, "image-to-3d", api.image_to_3d.create(image_url=URL, should_texture=False))) == "a-task"
    assert run(submit(evolve(client, max_credits=30), "image-to-3d", create)) == "a-task"


@pytest.mark.parametrize(
    ("options", "day"), [({"as_of": "seed"}, "seed"), ({}, "2026-11-29"), ({"base_url": LOCAL}, "2026-11-29")]
)
def test_the_contract_that_a_price_follows(options: dict[str, str], day: str) -> None:
    """It is the contract of the client, and that of today as long as none is known."""
    assert price_of(session(**options), api.image_to_3d.create(image_url=URL)).day == day


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (URL, URL),
        ("a/cat.png", "cat.png"),
        (Path("a/cat.png"), "cat.png"),
        ("data:image/png;base64,AAAA", None),
        ("DATA:image/png;base64,AAAA", None),
        (PICTURE, None),
        ([URL, Path("a/cat.png")], [URL, "cat.png"]),
        ([URL, PICTURE], None),
    ],
    ids=str,
)
def test_what_is_recorded_of_files(value: Any, name: Any) -> None:
    """The ledger records addresses and names of files, never their content; other parameters as they are."""
    create = api.multi_image_to_3d.create(image_urls=value, should_texture=False)
    assert described(create) == {**({} if name is None else {"image_urls": name}), "should_texture": False}


@pytest.mark.parametrize(
    ("base_url", "given", "name"),
    [
        (LOCAL, "cat \xfc.png", "cat%20%C3%BC.png"),
        (LOCAL, "x" * 150, "x" * 100),
        (LOCAL, PICTURE, None),
        ("https://x", "cat.png", None),
    ],
    ids=["name", "long name", "bytes", "another host"],
)
def test_an_emulator_learns_the_name_of_a_file(base_url: str, given: Any, name: str | None, tmp_path: Path) -> None:
    """A create that stays on this machine names its file, in at most 100 characters."""
    if isinstance(given, str):
        (tmp_path / given).write_bytes(PICTURE)
        given = tmp_path / given
    client = session(base_url)
    run(submit(client, "image-to-3d", api.image_to_3d.create(image_url=given)))
    assert client.transport.requests[-1].headers.get(INPUT) == name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "create", "name"),
    [
        ("text-to-3d", api.text_to_3d.create(mode="preview", prompt="a chair"), "a%20chair"),
        ("image-to-3d", api.image_to_3d.create(image_url="data:image/png;base64,AAAA"), None),
        ("text-to-image", api.text_to_image.create(ai_model="nano-banana", prompt="a chair"), None),
    ],
)
def test_other_inputs(kind: str, create: Any, name: str | None) -> None:
    """Where a file could be given, a text is named too; content is not, and a kind without files names nothing."""
    client = session(LOCAL)
    run(submit(client, kind, create))
    assert client.transport.requests[-1].headers.get(INPUT) == name  # type: ignore[attr-defined]


def test_the_name_of_an_account() -> None:
    """It differs between keys and between services, and reveals neither."""
    ours, again, another = session(), session(), session("https://y")
    other_key = evolve(ours, headers={"authorization": "Bearer y"})
    assert account(ours) == account(again)
    assert len({account(each) for each in (ours, another, other_key)}) == 3
    assert len(account(ours)) == 16
