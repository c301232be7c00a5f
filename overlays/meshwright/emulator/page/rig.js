// Skeletons and clips of a GLB: where its nodes are at a moment, and the points of a surface that follows them.

import { IDENTITY, fromTranslationRotationScale, multiply } from "./matrix.js";

const WIDTHS = { translation: "VEC3", rotation: "VEC4", scale: "VEC3" };

// Return {nodes, skins, clips}, or null for a file in which nothing moves. `read` returns the numbers of an accessor.
export function readRig(json, read) {
  const skins = (json.skins ?? []).map(({ joints, inverseBindMatrices: binds }) => ({
    joints,
    inverse: binds === undefined ? null : read(binds, "MAT4"),
  }));
  const clips = (json.animations ?? []).map((animation) => readClip(animation, read)).filter(({ seconds }) => seconds > 0);
  if (skins.length === 0 || clips.length === 0) return null;
  const parents = new Map((json.nodes ?? []).flatMap(({ children = [] }, i) => children.map((child) => [child, i])));
  const nodes = (json.nodes ?? []).map((node, i) => ({ ...node, parent: parents.get(i) ?? null }));
  return { nodes, skins, clips };
}

function readClip({ name, channels, samplers }, read) {
  const found = channels
    .filter(({ target }) => target.node !== undefined && target.path in WIDTHS)
    .map(({ sampler, target }) => {
      const { input, output, interpolation } = samplers[sampler];
      if (interpolation === "CUBICSPLINE") throw new Error("the model moves along splines, which this view cannot play");
      const steps = interpolation === "STEP";
      return { ...target, steps, times: read(input, "SCALAR"), values: read(output, WIDTHS[target.path]) };
    });
  return { name: String(name ?? ""), channels: found, seconds: Math.max(0, ...found.map(({ times }) => times.at(-1))) };
}

// Return the matrix of each node in the world at a moment of a clip.
export function posed({ nodes }, clip, seconds) {
  const own = nodes.map(({ translation = [0, 0, 0], rotation = [0, 0, 0, 1], scale = [1, 1, 1] }) => ({ translation, rotation, scale }));
  for (const channel of clip.channels) own[channel.node][channel.path] = valueAt(channel, seconds);
  const worlds = new Array(nodes.length).fill(null);
  const worldOf = (i, depth = 0) => {
    if (depth > nodes.length) throw new Error("the model's nodes contain themselves");
    const local = nodes[i].matrix ?? fromTranslationRotationScale(own[i].translation, own[i].rotation, own[i].scale);
    const { parent } = nodes[i];
    worlds[i] ??= parent === null ? local : multiply(worldOf(parent, depth + 1), local);
    return worlds[i];
  };
  nodes.forEach((_, i) => worldOf(i));
  return worlds;
}

function valueAt({ times, values, path, steps }, seconds) {
  const width = values.length / times.length;
  const next = times.findIndex((time) => time > seconds);
  const at = (i) => Array.from(values.subarray(i * width, (i + 1) * width));
  if (next === -1) return at(times.length - 1);
  if (next === 0 || steps) return at(Math.max(0, next - 1));
  const share = (seconds - times[next - 1]) / (times[next] - times[next - 1]);
  const [a, b] = [at(next - 1), at(next)];
  // The shorter way between two turns; poses are near each other, so that a straight way is as good as an arc.
  const sign = path === "rotation" && a.reduce((sum, number, i) => sum + number * b[i], 0) < 0 ? -1 : 1;
  const mixed = a.map((number, i) => (1 - share) * number + share * sign * b[i]);
  if (path !== "rotation") return mixed;
  const length = Math.hypot(...mixed) || 1;
  return mixed.map((number) => number / length);
}

// Return the positions and normals of a part whose skin follows the nodes.
export function followed({ positions, normals, joints, weights }, { joints: bones, inverse }, worlds) {
  const bind = (i) => (inverse ? Array.from(inverse.subarray(i * 16, i * 16 + 16)) : IDENTITY);
  const matrices = bones.map((node, i) => multiply(worlds[node], bind(i)));
  const moved = { positions: new Float32Array(positions.length), normals: new Float32Array(normals.length) };
  for (let vertex = 0; vertex < positions.length / 3; vertex++) {
    const [x, y, z] = positions.subarray(vertex * 3, vertex * 3 + 3);
    const [nx, ny, nz] = normals.subarray(vertex * 3, vertex * 3 + 3);
    for (let k = vertex * 4; k < vertex * 4 + 4; k++) {
      const [m, weight] = [matrices[joints[k]], weights[k]];
      if (!(weight > 0) || m === undefined) continue;
      for (let row = 0; row < 3; row++) {
        moved.positions[vertex * 3 + row] += weight * (m[row] * x + m[4 + row] * y + m[8 + row] * z + m[12 + row]);
        moved.normals[vertex * 3 + row] += weight * (m[row] * nx + m[4 + row] * ny + m[8 + row] * nz);
      }
    }
  }
  return moved;
}
