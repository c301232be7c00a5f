"""Use the kiln as a user of any service does; run by tests/e2e/test_third_service.py in a copy of the project."""

import asyncio
import sys
from pathlib import Path

from meshwright import Ledger, errors
from meshwright.emulator import Emulator
from meshwright.kiln import AsyncKiln, Kiln
from meshwright.tasks.submitting import account


def refused(kind: type[Exception], what) -> str:
    """Return the message of an error."""
    try:
        what()
    except kind as error:
        return str(error)
    raise SystemExit(f"no {kind.__name__}")


def main(folder: Path) -> None:
    with Emulator() as emulator, Ledger(folder / "ledger") as ledger:
        with Kiln("key", emulator.url, ledger=ledger, max_credits=4) as kiln:
            print("estimate", [kiln.pot.estimate(shape="bowl", **more).credits for more in ({}, {"glaze": "ash"})])
            print("too dear", refused(errors.PriceTooHigh, lambda: kiln.pot.create(shape="bowl", glaze="ash")))
            made = kiln.pot.create(shape="bowl").wait()
            print("made", made.id, made.status, made.shape)
            print("failed", refused(errors.TaskFailed, kiln.pot.create(shape="glass").wait))
            print("glazes", kiln.glazes().names)
            ledger.unknown(ledger.intend(account(kiln.session), "pot", {"shape": "vase"}, "d", ahead=0.0))
            with Kiln("key", emulator.url) as other:
                vase = other.pot.create(shape="vase")
            left = kiln.resume()
            print("found", left.found == [vase.id], "unfetched", [task.id for task in left.unfetched])
            for number in range(9):
                kiln.pot.create(shape=f"cup {number}")
            print("pages", [task.id for task in kiln.pot.list()])
            print("full", refused(errors.QueueFull, lambda: kiln.pot.create(shape="one more")))
            kiln.pot.delete("pot-1")
            print("gone", refused(errors.NotFound, lambda: kiln.pot.get("pot-1")))
        with Kiln("wrong", emulator.url) as stranger:
            print("shut", refused(errors.AuthenticationError, lambda: stranger.pot.get("pot-2")))

        async def later() -> None:
            async with AsyncKiln("key", emulator.url) as kiln:
                print("async", (await kiln.pot.task("pot-3").wait()).status)

        asyncio.run(later())
        print("state", len(emulator.state()["kiln"]["pots"]), len(emulator.state()["tasks"]))
        emulator.reset()
        print("reset", emulator.kiln)


main(Path(sys.argv[1]))
