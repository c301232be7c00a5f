// Reads a GLB into triangles in world space: nodes applied, normals computed where there are none. Refuses, with an
// Error that says why: other versions, compressed geometry, sparse accessors, files that do not add up, and more than
// MAX_VERTICES. Primitives that are no triangles are left out.

import { IDENTITY, cofactors, fromTranslationRotationScale, multiply } from "./matrix.js";
import { readRig } from "./rig.js";

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const TRIANGLES = 4;
const MAX_DEPTH = 64;
const MAX_NODES = 100_000;
const MAX_VERTICES = 8_000_000;
const READABLE = new Set(["KHR_mesh_quantization", "KHR_materials_unlit", "KHR_texture_transform"]);
const COMPONENTS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };
// By componentType: how to read one, its bytes, and what a normalized one is divided by.
const NUMBERS = {
  5120: { read: "getInt8", bytes: 1, one: 127 },
  5121: { read: "getUint8", bytes: 1, one: 255 },
  5122: { read: "getInt16", bytes: 2, one: 32767 },
  5123: { read: "getUint16", bytes: 2, one: 65535 },
  5125: { read: "getUint32", bytes: 4, one: 1 },
  5126: { read: "getFloat32", bytes: 4, one: 1 },
};

// Return {parts, images, faces, vertices, low, high, rig}: a part is {positions, normals, texcoords, indices, material,
// skin, joints, weights}, an image a Blob, low and high the corners of the whole at rest, rig what moves or null.
export function readGlb(buffer) {
  const { json, binary } = chunks(buffer);
  const missing = (json.extensionsRequired ?? []).filter((name) => !READABLE.has(name));
  if (missing.length > 0) throw new Error(`the model needs ${missing.join(", ")}, which this view cannot read`);
  const file = { json, binary };
  const parts = [];
  let vertices = 0;
  for (const { mesh, world, skin } of meshNodes(json)) {
    for (const primitive of json.meshes?.[mesh]?.primitives ?? []) {
      if ((primitive.mode ?? TRIANGLES) !== TRIANGLES || primitive.attributes?.POSITION === undefined) continue;
      vertices += accessorOf(file, primitive.attributes.POSITION).count;
      if (vertices > MAX_VERTICES) throw new Error(`the model has more than ${MAX_VERTICES} vertices`);
      parts.push(readPart(file, primitive, world, skin));
    }
  }
  if (parts.length === 0) throw new Error("the model has no triangles");
  const faces = parts.reduce((sum, part) => sum + part.indices.length / 3, 0);
  const images = (json.images ?? []).map((image) => readImage(file, image));
  const rig = readRig(json, (index, type) => readNumbers(file, index, type));
  return { parts, images, faces, vertices, ...corners(parts), rig };
}

function chunks(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 20 || view.getUint32(0, true) !== MAGIC) throw new Error("the file is not a GLB");
  if (view.getUint32(4, true) !== 2) throw new Error("the file is not a GLB of version 2");
  const found = new Map();
  for (let at = 12; at + 8 <= buffer.byteLength; ) {
    const length = view.getUint32(at, true);
    const type = view.getUint32(at + 4, true);
    if (at + 8 + length > buffer.byteLength) throw new Error("the GLB ends in the middle of a chunk");
    if (!found.has(type)) found.set(type, new DataView(buffer, at + 8, length));
    at += 8 + length;
  }
  if (!found.has(JSON_CHUNK)) throw new Error("the GLB has no JSON");
  const json = JSON.parse(new TextDecoder().decode(found.get(JSON_CHUNK)));
  return { json, binary: found.get(BINARY_CHUNK) ?? new DataView(new ArrayBuffer(0)) };
}

// Yield every node that has a mesh, with its place in the world.
function* meshNodes(json) {
  const nodes = json.nodes ?? [];
  const roots = json.scenes?.[json.scene ?? 0]?.nodes ?? nodes.keys();
  const open = Array.from(roots, (index) => ({ index, parent: IDENTITY, depth: 0 }));
  for (let seen = 0; open.length > 0; seen++) {
    const { index, parent, depth } = open.pop();
    const node = nodes[index];
    if (node === undefined) continue;
    if (depth > MAX_DEPTH || seen > MAX_NODES) throw new Error("the model's nodes are nested or repeated too often");
    const world = multiply(parent, node.matrix ?? placement(node));
    if (node.mesh !== undefined) yield { mesh: node.mesh, world, skin: node.skin ?? null };
    for (const child of node.children ?? []) open.push({ index: child, parent: world, depth: depth + 1 });
  }
}

function placement({ translation = [0, 0, 0], rotation = [0, 0, 0, 1], scale = [1, 1, 1] }) {
  return fromTranslationRotationScale(translation, rotation, scale);
}

function readPart(file, primitive, node, skin) {
  const { POSITION, NORMAL, TEXCOORD_0, JOINTS_0, WEIGHTS_0 } = primitive.attributes;
  const bound = skin !== null && JOINTS_0 !== undefined && WEIGHTS_0 !== undefined;
  const world = bound ? IDENTITY : node; // the joints place a skin, not its node
  const positions = transformed(readNumbers(file, POSITION, "VEC3"), world);
  const count = positions.length / 3;
  const indices = readIndices(file, primitive.indices, count);
  const given = NORMAL === undefined ? null : turned(readNumbers(file, NORMAL, "VEC3"), cofactors(world));
  return {
    positions,
    normals: given?.length === positions.length ? given : computedNormals(positions, indices),
    texcoords: TEXCOORD_0 === undefined ? null : readNumbers(file, TEXCOORD_0, "VEC2"),
    indices: indices.subarray(0, indices.length - (indices.length % 3)),
    material: readMaterial(file.json, primitive.material),
    skin: bound ? skin : null,
    joints: bound ? readNumbers(file, JOINTS_0, "VEC4") : null,
    weights: bound ? readNumbers(file, WEIGHTS_0, "VEC4") : null,
  };
}

function readIndices(file, index, count) {
  if (index === undefined) return Uint32Array.from({ length: count }, (_, i) => i);
  const indices = Uint32Array.from(readNumbers(file, index, "SCALAR"));
  if (indices.some((vertex) => vertex >= count)) throw new Error("a face refers to a missing vertex");
  return indices;
}

function accessorOf({ json }, index) {
  const accessor = json.accessors?.[index];
  if (accessor === undefined) throw new Error(`accessor ${index} is missing`);
  if (accessor.sparse) throw new Error("the model has sparse accessors, which this view cannot read");
  return accessor;
}

function readNumbers(file, index, type) {
  const accessor = accessorOf(file, index);
  const number = NUMBERS[accessor.componentType];
  const view = file.json.bufferViews?.[accessor.bufferView];
  if (accessor.type !== type || !number || !view) throw new Error(`accessor ${index} is not what it should be`);
  const width = COMPONENTS[type];
  const stride = view.byteStride ?? width * number.bytes;
  const start = file.binary.byteOffset + (view.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const end = start + (accessor.count - 1) * stride + width * number.bytes;
  const source = new DataView(file.binary.buffer, 0, file.binary.byteOffset + file.binary.byteLength);
  if (!(accessor.count > 0) || !(start >= 0) || !(end <= source.byteLength)) {
    throw new Error(`accessor ${index} reaches beyond the file`);
  }
  const scale = accessor.normalized ? 1 / number.one : 1;
  const numbers = type === "SCALAR" ? new Float64Array(accessor.count) : new Float32Array(accessor.count * width);
  for (let i = 0, to = 0; i < accessor.count; i++) {
    for (let k = 0; k < width; k++) {
      numbers[to++] = source[number.read](start + i * stride + k * number.bytes, true) * scale;
    }
  }
  return numbers;
}

function transformed(points, m) {
  for (let i = 0; i < points.length; i += 3) {
    const [x, y, z] = [points[i], points[i + 1], points[i + 2]];
    for (let row = 0; row < 3; row++) points[i + row] = m[row] * x + m[4 + row] * y + m[8 + row] * z + m[12 + row];
  }
  return points;
}

function turned(vectors, m) {
  for (let i = 0; i < vectors.length; i += 3) {
    const [x, y, z] = [vectors[i], vectors[i + 1], vectors[i + 2]];
    for (let row = 0; row < 3; row++) vectors[i + row] = m[row] * x + m[3 + row] * y + m[6 + row] * z;
  }
  return vectors; // the shader makes them of length one
}

// Sum the normals of the faces around each vertex; the cross product weighs them by area.
function computedNormals(positions, indices) {
  const normals = new Float32Array(positions.length);
  for (let i = 0; i + 2 < indices.length; i += 3) {
    const [a, b, c] = [indices[i] * 3, indices[i + 1] * 3, indices[i + 2] * 3];
    const [ux, uy, uz] = [0, 1, 2].map((k) => positions[b + k] - positions[a + k]);
    const [vx, vy, vz] = [0, 1, 2].map((k) => positions[c + k] - positions[a + k]);
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) for (let k = 0; k < 3; k++) normals[vertex + k] += normal[k];
  }
  return normals;
}

function readMaterial(json, index) {
  const material = json.materials?.[index] ?? {};
  const pbr = material.pbrMetallicRoughness ?? {};
  const image = (texture) => json.textures?.[texture?.index]?.source ?? null;
  return {
    colour: pbr.baseColorFactor ?? [1, 1, 1, 1],
    colourImage: image(pbr.baseColorTexture),
    metallic: pbr.metallicFactor ?? (index === undefined ? 0 : 1),
    roughness: pbr.roughnessFactor ?? 1,
    surfaceImage: image(pbr.metallicRoughnessTexture),
    cutoff: material.alphaMode === "MASK" ? (material.alphaCutoff ?? 0.5) : 0,
  };
}

function readImage({ json, binary }, image) {
  const view = json.bufferViews?.[image.bufferView];
  if (!view || !(view.byteLength > 0)) return null; // pictures beside the file are not fetched
  const start = view.byteOffset ?? 0;
  if (!(start + view.byteLength <= binary.byteLength)) throw new Error("a picture reaches beyond the file");
  const content = new Uint8Array(binary.buffer, binary.byteOffset + start, view.byteLength);
  return new Blob([content], { type: image.mimeType });
}

function corners(parts) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { positions } of parts) {
    for (let i = 0; i < positions.length; i++) {
      const axis = i % 3;
      if (positions[i] < low[axis]) low[axis] = positions[i];
      if (positions[i] > high[axis]) high[axis] = positions[i];
    }
  }
  if (![...low, ...high].every(Number.isFinite)) throw new Error("the model has positions that are not numbers");
  return { low, high };
}
