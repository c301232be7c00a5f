"""``--verbose``: log each exchange on stderr, without keys and without the queries of signed URLs."""

from __future__ import annotations

import click


def _log(context: click.Context, parameter: click.Parameter, asked: bool) -> None:  # noqa: ARG001  click's signature
    if not asked:
        return
    import logging  # not for --help

    logger = logging.getLogger("meshwright")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False

    def end() -> None:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]

    context.call_on_close(end)


VERBOSE = click.option(
    "--verbose", is_flag=True, expose_value=False, callback=_log, help="Log each exchange on stderr, without keys."
)
