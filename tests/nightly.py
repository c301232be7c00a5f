"""What only the nightly run has (``--nightly``): tests of seconds whose subject another test shows with a smaller case.

The run of every change has to end in 20 minutes on two cores. The choice was made by measured seconds. Where it is a
whole module of the engine, tests of the emulator make one model of each of its kinds, from the request to the files.
"""

from __future__ import annotations

import pytest

LEFT_OUT = (
    "bench/test_smoke.py",
    "contract/live/test_drifts.py::test_drawn_drifts",
    "contract/live/test_drifts.py::test_one_of_a_hundred_answers[flighthub-1",
    "contract/live/test_drifts.py::test_one_of_a_hundred_answers[meshy-1",
    *(
        f"contract/live/test_drifts.py::test_one_of_a_hundred_answers[{name}-{seed}]"
        for name in ("meshy", "flighthub")
        for seed in range(2, 10)
    ),
    *(f"contract/live/test_drifts.py::test_paid_drifts[{number}]" for number in range(1, 11)),
    "contract/live/test_drifts.py::test_the_whole_list",
    "contract/test_oracle_rules.py::test_silent_on_the_truth",
    "contract/test_schemathesis.py::test_flighthub_in_process",
    "contract/test_schemathesis.py::test_plain_command",
    "contract/test_schemathesis.py::test_repeatable[meshy]",
    "emulator/flighthub/organization/test_survey_to_map.py",
    "emulator/meshy/test_model_kinds.py::test_a_chain_of_tasks",
    "emulator/meshy/test_notes.py::test_the_command_prints_notes",
    "emulator/meshy/test_print.py::test_a_chain_of_tasks",
    "emulator/meshy/test_print.py::test_the_size_of_the_analysis",
    "emulator/test_chaos.py",
    "engine/lab/",
    "engine/modelling/test_image_to_3d.py::test_the_same_pictures",
    "engine/modelling/test_salience.py::test_the_network_itself",
    "engine/tasks/test_moving_files.py",
    "engine/tasks/test_print_repair.py",
    "engine/tasks/test_print_split.py",
    "engine/tasks/test_remesh.py",
    "engine/tasks/test_retexture.py",
    "engine/tasks/test_text_to_3d.py",
    "engine/test_sample.py::test_the_sample_is_the_same",
    "fleet/test_deaths.py::test_a_chain_killed_at_each_link[0]",
    "fleet/test_deaths.py::test_a_chain_killed_at_each_link[2]",
    "fleet/test_deaths.py::test_the_worst_points[postgresql-answered]",
    "fleet/test_deaths.py::test_the_worst_points[sqlite-sending]",
    "fleet/test_deaths.py::test_three_workers_killed_at_random[sqlite]",
    "fleet/test_folders.py::test_a_budget_of_pictures",
    "fleet/test_folders.py::test_folders_become_models[quick-postgresql]",
    "flighthub/test_journeys.py::test_20000_files",
    "generator/test_names.py::test_members_of_any_name",
    "mcp_server/test_serving.py::test_over_stdin",
    "mcp_server/test_serving.py::test_the_official_client[legacy]",
    "mutation/test_mutants.py::test_sample",
    "specdiff/test_silence.py::test_nothing_is_passed_over",
    "specdiff/test_silence.py::test_widened_requests",
)


def add_option(parser: pytest.Parser) -> None:
    """Add ``--nightly``."""
    parser.addoption("--nightly", action="store_true", help="run also what only the nightly run has")


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the nightly run has, unless it is asked for: by ``--nightly``, or by the name of its test."""
    if config.getoption("nightly") or any("::" in argument for argument in config.args):
        return
    chosen = tuple(f"tests/{beginning}" for beginning in LEFT_OUT)
    out = [item for item in items if item.nodeid.startswith(chosen)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not item.nodeid.startswith(chosen)]
