// What three.js' FBXLoader sees in FBX files: `node three_fbx.mjs NODE_MODULES FILE ...` prints one line of JSON for each.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, ...files] = process.argv.slice(2);
const three = resolve(modules, "three");
// The loader makes elements for the pictures of textures, which nobody draws here.
globalThis.self = globalThis.window = globalThis;
globalThis.document = { createElementNS: () => ({ addEventListener() {}, removeEventListener() {} }) };
console.warn = console.error = () => {};

const { Box3, Vector3 } = await import(pathToFileURL(join(three, "build/three.module.js")));
const { FBXLoader } = await import(pathToFileURL(join(three, "examples/jsm/loaders/FBXLoader.js")));

function seen(file) {
  const data = readFileSync(file);
  const scene = new FBXLoader().parse(data.buffer.slice(data.byteOffset, data.byteOffset + data.length), "");
  scene.updateMatrixWorld(true);
  const box = new Box3(), point = new Vector3();
  let meshes = 0, notNumbers = 0;
  scene.traverse((object) => {
    if (!object.isMesh) return;
    meshes += 1;
    for (let vertex = 0; vertex < object.geometry.attributes.position.count; vertex++) {
      object.getVertexPosition(vertex, point).applyMatrix4(object.matrixWorld);
      if (Number.isFinite(point.length())) box.expandByPoint(point);
      else notNumbers += 1;
    }
  });
  return { meshes, notNumbers, clips: scene.animations.length, lower: box.min.toArray(), upper: box.max.toArray() };
}

for (const file of files) {
  let line;
  try {
    line = seen(file);
  } catch (error) {
    line = { error: String(error) };
  }
  console.log(JSON.stringify(line));
}
