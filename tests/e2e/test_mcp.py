"""The official MCP server of Meshy, unmodified, against the emulator of today: each of its tools, and four chains."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import trimesh
from attrs import define, field
from helpers.mcp import McpServer, needs_mcp, official
from helpers.sample import sample_picture
from helpers.written_pages import assert_section
from meshwright import Meshy
from meshwright.emulator import Emulator, Plan, Settings

pytestmark = [needs_mcp, pytest.mark.usefixtures("engine_here")]
QUICK = {"should_remesh": True, "target_polycount": 5000}
"""Parameters for which the engine's work is short."""
PAGE = """# Other people's clients

Programs that know nothing of Meshwright work against its emulator. Tests run them and write this page.

## The official MCP server

`@meshy-ai/meshy-mcp-server` 0.5.2 lets an agent use Meshy. To let it use the emulator, start
`meshwright emulator --as-of today` and give the server two variables:

```sh title="Not run here: the MCP server runs until it is stopped"
export MESHY_API_HOST=http://127.0.0.1:8765
export MESHY_API_KEY=msy_any
npx @meshy-ai/meshy-mcp-server
```

{served} of its {tools} tools are served. `tests/e2e/test_mcp.py` uses each of them, and four chains: a prompt becomes
a preview, a textured model, a remesh and an STL file; a picture becomes a model, which is analyzed, repaired,
coloured and, by our own client, split; a prompt becomes a picture, by our own client a model, then a rigged figure
that waves; a picture becomes the design and then the model of a keychain, a keycap and a figure.

| tool | against the emulator |
|---|---|
"""


@define
class Agent:
    """Uses the tools, and records what each returned."""

    server: McpServer
    results: dict[str, str] = field(factory=dict[str, str])

    def use(self, tool: str, result: str = "served", **arguments: Any) -> dict[str, Any]:
        """Use a tool, which must succeed; ``result`` is its line in the table."""
        succeeded, text, content = self.server.call(tool, **arguments)
        assert succeeded, text
        self.results[tool] = result
        return content

    def make(self, tool: str, kind: str, **arguments: Any) -> dict[str, Any]:
        """Create a task and ask for its status until it has ended."""
        task: str = self.use(tool, "task SUCCEEDED", **arguments)["task_id"]
        while True:
            found = self.use("meshy_get_task_status", task_id=task, task_type=kind, wait=False)
            if found["status"] not in ("PENDING", "IN_PROGRESS"):
                assert found["status"] == "SUCCEEDED", found
                return {**found, "task_id": task}
            time.sleep(0.2)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(Settings(as_of="today", plan=Plan(pending=0.05, running=0.1), balance=10_000)) as one:
        yield one


@pytest.fixture(scope="module")
def agent(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    server = official(emulator.url, emulator.api_key, tmp_path_factory.mktemp("mcp"))
    yield Agent(server)
    server.close()
    assert "REFUSED" not in server.log.read_text("utf-8")


def test_words_to_a_file(agent: Agent, tmp_path: Path) -> None:
    """A prompt becomes a preview, its refine, a remesh of 3,000 faces and an STL file with these faces."""
    preview = agent.make("meshy_text_to_3d", "text-to-3d", prompt="a wooden chair", **QUICK)
    refined = agent.make("meshy_text_to_3d_refine", "text-to-3d", preview_task_id=preview["task_id"])
    remeshed = agent.make(
        "meshy_remesh", "remesh", input_task_id=refined["task_id"], target_polycount=3000, target_formats=["glb"]
    )
    converted = agent.make("meshy_convert", "convert", input_task_id=remeshed["task_id"], target_formats=["stl"])
    path = tmp_path / "chair.stl"
    agent.use(
        "meshy_download_model",
        "file on the disk",
        task_id=converted["task_id"],
        task_type="convert",
        format="stl",
        save_to=str(path),
    )
    loaded: Any = trimesh.load(path, force="mesh")
    assert 2700 <= len(loaded.faces) <= 3000


def test_a_picture_to_printed_parts(agent: Agent, emulator: Emulator, tmp_path: Path) -> None:
    """A picture becomes a model that is analyzed, repaired and coloured; our client splits it, as no tool does."""
    picture = tmp_path / "picture.png"
    sample_picture(picture)
    model = agent.make("meshy_image_to_3d", "image-to-3d", file_path=str(picture), **QUICK)["task_id"]
    found = agent.make("meshy_analyze_printability", "print-analyze", input_task_id=model)
    agent.make("meshy_repair_printability", "print-repair", input_task_id=model)
    agent.make("meshy_process_multicolor", "print-multi-color", input_task_id=model, max_colors=4)
    with Meshy(emulator.api_key, base_url=emulator.url) as meshy:
        assert meshy.print_analyze.get(found["task_id"]).printability.metrics.is_watertight
        split = meshy.print_split.create(input_task_id=model)
        assert (split.wait().part_count or 0) >= 2
        assert next(iter(split.download(tmp_path / "parts"))).name == "model.glb"


def test_words_to_pictures(agent: Agent, tmp_path: Path) -> None:
    """A prompt becomes three views; a picture on the disk becomes another one."""
    views = agent.make(
        "meshy_text_to_image", "text-to-image", ai_model="gpt-image-2", prompt="a red knight", generate_multi_view=True
    )
    assert len(views["image_urls"]) == 3
    picture = tmp_path / "picture.png"
    sample_picture(picture)
    made = agent.make(
        "meshy_image_to_image",
        "image-to-image",
        ai_model="nano-banana",
        prompt="make it gold",
        reference_file_paths=[str(picture)],
    )
    assert len(made["image_urls"]) == 1


def test_words_to_a_moving_figure(agent: Agent, emulator: Emulator) -> None:
    """A prompt becomes a picture, the picture a model, the model a rigged figure, and the figure waves."""
    picture = agent.make(
        "meshy_text_to_image", "text-to-image", ai_model="nano-banana", prompt="a red knight", pose_mode="a-pose"
    )
    with Meshy(emulator.api_key, base_url=emulator.url) as meshy:  # no tool makes a model of the id of a picture
        model = meshy.image_to_3d.create(
            input_task_id=picture["task_id"], should_remesh=True, target_polycount=5000, target_formats=["glb"]
        )
        model.wait()
    rig = agent.make("meshy_rig", "rigging", input_task_id=model.id)
    moving = agent.make("meshy_animate", "animation", rig_task_id=rig["task_id"], action_id=5)
    url = agent.use(
        "meshy_download_model",
        "file on the disk; URL of an animation",
        task_id=moving["task_id"],
        task_type="animation",
        format="glb",
    )["download_url"]
    assert b'"wave"' in httpx.get(url).content


def test_pictures_to_products(agent: Agent, tmp_path: Path) -> None:
    """A picture becomes a prototype and a build of three products, at the prices of the facts, and a GLB to fetch."""
    picture = sample_picture(tmp_path / "picture.png")
    for product, credits in {"keychain": 36, "keycap": 62, "figure": 36}.items():
        made = agent.use("meshy_creative_lab", "prototype and build SUCCEEDED", product=product, file_path=str(picture))
        assert (made["status"], made["consumed_credits"]) == ("SUCCEEDED", credits)
        path = tmp_path / f"{product}.glb"
        agent.use(
            "meshy_download_model",
            "file on the disk; URL of an animation",
            task_id=made["task_id"],
            task_type=f"creative-lab-{product}-build",
            format="glb",
            save_to=str(path),
        )
        assert len(trimesh.load(path, force="mesh").faces) > 1000


def test_every_tool(agent: Agent, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tools are served; the page lists them."""
    picture = tmp_path / "picture.png"
    sample_picture(picture)
    pictures = [str(picture)] * 2
    model = agent.make("meshy_multi_image_to_3d", "multi-image-to-3d", file_paths=pictures, **QUICK)["task_id"]
    agent.make("meshy_retexture", "retexture", input_task_id=model, text_style_prompt="red and gold")
    small = agent.make("meshy_remesh", "remesh", input_task_id=model, target_polycount=5000)["task_id"]
    agent.make("meshy_uv_unwrap", "uv-unwrap", input_task_id=small)
    agent.make("meshy_resize", "resize", input_task_id=small, resize_height=0.3)
    with monkeypatch.context() as stopped:  # a task can be cancelled only before it starts
        now = emulator.settings.clock.real()
        stopped.setattr(emulator.settings.clock, "real", lambda: now)
        waiting = agent.use("meshy_text_to_3d", "task SUCCEEDED", prompt="a dog")["task_id"]
        agent.use("meshy_cancel_task", task_id=waiting, task_type="text-to-3d")
    assert agent.use("meshy_list_tasks", task_type="remesh")["tasks"]
    assert agent.use("meshy_list_models")["models"]
    assert agent.use("meshy_check_balance")["balance"] < 10_000
    agent.use("meshy_send_to_slicer", "asks no service", model_url="https://example.com/a.3mf", slicer_type="bambu")
    assert set(agent.results) == set(agent.server.tools())
    rows = "".join(f"| `{tool}` | {result} |\n" for tool, result in sorted(agent.results.items()))
    assert_section(
        "other-clients.md",
        PAGE.format(served=len(agent.results), tools=len(agent.server.tools())) + rows,
        begin="# Other people",
        end="\n## flighthub2-cli\n",
    )
