"""What only the nightly run has (``--nightly``): tests of seconds whose subject another test shows with a smaller case.

The run of every change has to end in 20 minutes on two cores. The choice was made by measured seconds.
"""

from __future__ import annotations

import pytest

LEFT_OUT = (
    "bench/test_smoke.py",
    "contract/test_oracle_rules.py::test_silent_on_the_truth",
    "contract/test_schemathesis.py::test_plain_command",
    "contract/test_schemathesis.py::test_repeatable[meshy]",
    "emulator/flighthub/organization/test_survey_to_map.py",
    "emulator/meshy/test_model_kinds.py::test_a_chain_of_tasks",
    "emulator/meshy/test_notes.py::test_the_command_prints_notes",
    "emulator/meshy/test_print.py::test_a_chain_of_tasks",
    "emulator/meshy/test_print.py::test_the_size_of_the_analysis",
    "emulator/test_chaos.py",
    "engine/lab/test_badges.py::test_curves_bend",
    "engine/lab/test_badges.py::test_finer_than",
    "engine/lab/test_badges.py::test_the_height_options",
    "engine/lab/test_fidgets.py::test_rings_can_be_pulled_out",
    "engine/lab/test_figures.py::test_each_is_one_body_that_can_be_printed[figure]",
    "engine/lab/test_lithophane.py::test_a_lamp_has_its_diameter[400]",
    "engine/lab/test_lithophane.py::test_the_light_has_its_place",
    "engine/lab/test_lithophane.py::test_the_lowest_part",
    "engine/modelling/test_image_to_3d.py::test_the_same_pictures",
    "engine/tasks/test_moving_files.py::test_a_figure_moves_in_fbx[a-pose-three]",
    "engine/tasks/test_moving_files.py::test_glb_and_fbx_move_alike[a-pose]",
    "engine/tasks/test_print_repair.py::test_every_result_is_watertight[fins]",
    "engine/tasks/test_print_repair.py::test_every_result_is_watertight[one side]",
    "engine/tasks/test_print_repair.py::test_every_result_is_watertight[shared edge]",
    "engine/tasks/test_print_repair.py::test_the_same_model",
    "engine/tasks/test_print_split.py::test_every_part_is_closed[fins]",
    "engine/tasks/test_print_split.py::test_every_part_is_closed[one side]",
    "engine/tasks/test_print_split.py::test_every_part_is_closed[soup]",
    "engine/tasks/test_remesh.py::test_colours_stay_where_they_were[quad]",
    "engine/tasks/test_remesh.py::test_the_same_bytes",
    "engine/tasks/test_retexture.py::test_maps_and_formats",
    "engine/tasks/test_retexture.py::test_the_same_bytes",
    "engine/tasks/test_retexture.py::test_words_without_a_colour",
    "engine/tasks/test_text_to_3d.py::test_the_refine_has_the_mesh",
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
