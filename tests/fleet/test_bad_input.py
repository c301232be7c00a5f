"""Input that a batch refuses before anything is bought: each error has the name, the value and what to do."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg
import pytest
from helpers.batches import Yard
from helpers.postgres import Postgres
from meshwright import AuthenticationError, Batch, ConfigurationError, InputError, LedgerError, MeshwrightWarning, step
from meshwright.ledger.journal import open_ledger

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.mark.parametrize(("name", "value"), [("places", 5), ("rate", 1.0), ("max_credits", 7), ("out", "elsewhere")])
def test_other_settings(yard: Yard, name: str, value: object) -> None:
    """A second batch on a ledger with another setting is refused; the setting can be changed for all."""
    with yard.batch(**({} if name == "out" else {name: None})) as batch:
        with pytest.raises(ConfigurationError, match=rf"has {name}=.*; leave {name} out, change it with batch\.change"):
            yard.batch(**{name: value})
        batch.change(**{name: value})
    yard.batch(**{name: value}).close()


@pytest.mark.parametrize(("name", "value"), [("places", 0), ("rate", -1.0), ("fetchers", 0), ("max_credits", -1)])
def test_impossible_settings(yard: Yard, name: str, value: object) -> None:
    """A number that allows nothing is named with its value."""
    with pytest.raises(ConfigurationError, match=f"{name} must be .*, not {value}"):
        yard.batch(**{name: value})


def test_no_place_for_the_results(yard: Yard) -> None:
    """A new batch needs a place for its results."""
    with pytest.raises(ConfigurationError, match="holds no batch of this key and address yet; begin one with out="):
        yard.batch(out=None)


def test_a_name_with_another_request(both: Yard) -> None:
    """The same name with another file or other parameters is refused, and nothing of that call is added."""
    one, two = both.pictures(1)[0], both.pictures(1, "other")[0]
    with both.batch() as batch:
        batch.add("image_to_3d", one)
        for path, parameters in ((two, {}), (one, {"should_texture": False})):
            with pytest.raises(InputError, match=r"'item-000' is in the batch with another request; give .* name="):
                batch.add("image_to_3d", [*both.pictures(3, "more")[1:], path], **parameters)
        assert batch.status().queued == 1
        assert batch.add("image_to_3d", two, name="second").new == 1


def test_inputs_that_cannot_be_sent(yard: Yard) -> None:
    """A missing file, a file that is not a picture, contents, an unknown kind or parameter are refused by ``add``."""
    text = yard.folder / "notes.png"
    text.write_text("not a picture")
    with yard.batch() as batch:
        for arguments, more, message in (
            (("image_to_3d", yard.folder / "none.png"), {}, "none.png does not exist"),
            (("image_to_3d", text), {}, "must be a .* picture"),
            (("image_to_3d", b"bytes"), {"name": "x"}, "a batch stores no contents"),
            (("image_to_3d", "data:image/png;base64,AAAA"), {"name": "x"}, "a batch stores no contents"),
            (("image_to_4d", "a.png"), {}, "'image_to_4d' is not a kind of task"),
            (("image_to_3d", yard.pictures(1)), {"colour": "red"}, "has no parameter 'colour'; it takes image_url, "),
            (("text_to_image", "a cat"), {}, "text-to-image: needs the parameter ai_model"),
            (("remesh",), {"input_task_id": "x"}, "the input has no file name; give name="),
        ):
            with pytest.raises(InputError, match=message):
                batch.add(*arguments, **more)
        with pytest.raises(InputError, match="text-to-3d cannot be made of"):
            batch.add("convert", "https://x.invalid/a.glb", target_formats=["obj"], then=[step("refine")])
        assert batch.status().queued == 0


def test_local_files_and_several_machines(yard: Yard, postgres: Postgres) -> None:
    """With PostgreSQL a local picture, and a local folder for results, are refused unless all machines have them."""
    yard.place, yard.settings = postgres.database(), {}
    with pytest.raises(ConfigurationError, match=r"is a folder of one machine, .* s3://bucket/prefix, or shared=True"):
        yard.batch()
    with yard.batch(out="s3://bucket/models") as batch:
        with pytest.raises(InputError, match=r"is a file of this machine, .* give URLs, or shared=True"):
            batch.add("image_to_3d", yard.pictures(2))
        assert batch.status().queued == 0
        assert batch.add("image_to_3d", "https://x.invalid/cat.png").new == 1


def test_a_key_that_is_wrong_on_one_machine(both: Yard) -> None:
    """On a machine with another key the batch is refused as that of another key, and nothing is bought."""
    with both.batch() as batch:
        batch.add("image_to_3d", both.pictures(1))
        with pytest.raises(ConfigurationError, match=r"\(1 items\) belongs to another key or address; use the same"):
            Batch(both.place, api_key="msy_another", base_url=both.emulator.url)
    assert both.bought() == []


def test_a_key_that_the_service_refuses(yard: Yard) -> None:
    """A key that is wrong on every machine ends the work with that error; the items stay queued."""
    with yard.batch(api_key="wrong") as batch:
        batch.add("image_to_3d", yard.pictures(2))
        with pytest.raises(AuthenticationError):
            list(batch.run())
        assert batch.status().left == 2


@pytest.mark.skipif(os.name != "posix" or not Path("/proc/version").exists(), reason="needs a folder that is closed")
def test_results_that_cannot_be_written(yard: Yard) -> None:
    """A folder that cannot be written to is found before anything is bought."""
    with yard.batch(out="/proc/version/x") as batch:
        batch.add("image_to_3d", yard.pictures(1))
        with pytest.raises(ConfigurationError, match=r"cannot be written to /proc/version/x: .* Nothing was bought"):
            list(batch.run())
    assert yard.bought() == []


def test_a_database_that_cannot_be_reached(yard: Yard) -> None:
    """A batch whose database cannot be reached is an error that states that nothing was bought."""
    yard.place = "postgresql://127.0.0.1:1/none"
    with pytest.raises(LedgerError, match=r"cannot be reached: .* Nothing was bought"):
        yard.batch()


def test_a_database_that_goes_away(yard: Yard, postgres: Postgres) -> None:
    """When the connection is lost the work ends with that error; another start goes on and buys each item once."""
    yard.place = postgres.database()

    def cut() -> None:
        while not yard.bought():
            threading.Event().wait(0.05)
        with psycopg.connect(yard.place, autocommit=True) as other:
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                "and datname = current_database()"
            )

    with yard.batch(places=1) as batch:
        batch.add("image_to_3d", yard.pictures(3))
        cutting = threading.Thread(target=cut)
        cutting.start()
        with pytest.raises(LedgerError, match=r"was lost|is closed|cannot be used"):
            list(batch.run())
        cutting.join()
    with yard.batch(places=None) as batch:
        assert {item.status for item in batch.run()} == {"done"}
    assert len(yard.bought()) == 3


def test_a_full_file(yard: Yard) -> None:
    """When the file of the ledger cannot grow the work ends with that error; with room, each item is bought once."""
    with yard.batch(places=1) as batch:
        batch.add("image_to_3d", yard.pictures(12), texture_prompt="x" * 600)
        database = batch._ledger.store.database  # type: ignore[union-attr]
        (pages,) = database.execute("pragma page_count").fetchone()
        database.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(LedgerError, match=r"batch\.sqlite cannot be used: database or disk is full"):
            batch.work(until_done=True)
        assert len(yard.bought()) < 12
        database.execute(f"pragma max_page_count = {pages * 1000}")
        assert {item.status for item in batch.run()} == {"done"}
    assert len(yard.bought()) == 12


FULL = """
create function full_disk() returns trigger language plpgsql as
$$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$
"""


ANSWERED = "when (new.task_id is not null and old.task_id is null)"


@pytest.mark.parametrize(
    ("moment", "bought", "warned"),
    [
        ("insert on meshwright.submission for each row", 0, nullcontext()),
        (
            f"update on meshwright.submission for each row {ANSWERED}",
            1,
            pytest.warns(MeshwrightWarning, match="was created, and the ledger .* cannot be used"),
        ),
    ],
    ids=["intended", "answered"],
)
def test_a_full_server(yard: Yard, postgres: Postgres, moment: str, bought: int, warned: Any) -> None:
    """A server whose disk is full: what cannot be written down is not sent, and an answer is looked for afterwards."""
    yard.place = postgres.database()
    with yard.batch(places=1) as batch, psycopg.connect(yard.place, autocommit=True) as database:
        batch.add("image_to_3d", yard.pictures(2))
        database.execute(FULL)
        database.execute(f"create trigger full_disk before {moment} execute function full_disk()")
        with warned, pytest.raises(LedgerError, match="cannot be used: could not extend file: No space left on device"):
            batch.work(until_done=True)
        assert len(yard.bought()) == bought
        database.execute("drop trigger full_disk on meshwright.submission")
        assert {item.status for item in batch.run()} == {"done"}
    assert len(yard.bought()) == 2


def test_a_database_that_cannot_be_reached_for_a_while(yard: Yard, postgres: Postgres) -> None:
    """With ``reconnect`` a worker waits for its database and goes on; without, it ends. Nothing is bought before."""
    yard.place = postgres.database()
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(2))
        postgres.refuse(yard.place)
        with pytest.raises(LedgerError, match=r"was lost|is closed|cannot be used"):
            batch.work(until_done=True)
        waiting = threading.Thread(target=batch.work, kwargs={"until_done": True, "reconnect": True})
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
        assert yard.bought() == []
        postgres.accept(yard.place)
        waiting.join()
        assert {item.status for item in batch.run()} == {"done"}
    assert len(yard.bought()) == 2


def test_a_ledger_of_a_program_without_a_batch(yard: Yard) -> None:
    """A ledger that programs without a batch use can hold one, and what they bought is not an item."""
    with open_ledger(Path(yard.place)) as ledger:
        ledger.created(ledger.intend("me", "resize", {}, "d"), "task-1")
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(1))
        assert [item.status for item in batch.run()] == ["done"]
