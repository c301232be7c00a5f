"""Print the poses of an animated FBX by ufbx, as JSON like ``three_motion.mjs``: ``ufbx_motion.py RATE SHARES FILE``.

A program of its own, because the binding may crash the process.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from typing import Any

ufbx: Any = importlib.import_module("ufbx")
gc.disable()
_KEPT: list[Any] = []  # version 0.0.5 gives an object out again without counting a reference: they must not run out


def seen(path: str, rate: int, shares: list[float]) -> dict[str, Any]:
    scene = ufbx.load_file(path)
    _KEPT.extend([scene, *scene.elements] * 99)
    bones = [node.name for node in scene.nodes if node.bone is not None]
    clips = {}
    for stack in scene.anim_stacks:
        duration, moments = stack.time_end - stack.time_begin, []
        for share in shares:
            time = round(share * duration * rate) / rate
            posed = scene.evaluate(stack.anim, stack.time_begin + time, evaluate_skinning=True)
            _KEPT.extend([posed, *posed.nodes, *posed.meshes] * 9)
            places = [list(posed.find_node(name).node_to_world.c3) for name in bones]
            vertices = [list(vertex) for mesh in posed.meshes for vertex in mesh.skinned_position.values]
            moments.append({"bones": places, "vertices": vertices})
        clips[stack.name] = {"duration": duration, "moments": moments}
    clusters = [cluster for skin in scene.skin_deformers for cluster in skin.clusters]
    sums = [0.0] * sum(mesh.num_vertices for mesh in scene.meshes)
    for cluster in clusters:
        for vertex, weight in zip(list(cluster.vertices), list(cluster.weights), strict=True):
            sums[vertex] += weight
    return {
        "bones": bones,
        "meshes": [node.name for node in scene.nodes if node.mesh is not None],
        "textures": len(scene.textures),
        "frames": scene.settings.frames_per_second,
        "bind": [len(pose.bone_poses) for pose in scene.poses if pose.is_bind_pose],
        "clusters": [cluster.bone_node.name for cluster in clusters],
        "sums": sums,
        "clips": clips,
    }


print(json.dumps(seen(sys.argv[3], int(sys.argv[1]), json.loads(sys.argv[2]))), flush=True)
os._exit(0)
