// Poses of animated FBX and GLB files by three.js: `node three_motion.mjs NODE_MODULES RATE SHARES FILE ...` prints one line
// of JSON for each: its bones, and for each clip and moment the places of bones and vertices. A moment is that of a pose, of
// which there are RATE a second, at a share of the clip.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, rate, list, ...files] = process.argv.slice(2);
const three = resolve(modules, "three"), shares = JSON.parse(list);
// The loaders make elements for the pictures of textures, which are not drawn here: each reports that it failed.
const addEventListener = (event, call) => event === "error" && setTimeout(call);
globalThis.self = globalThis.window = globalThis;
globalThis.document = { createElementNS: () => ({ addEventListener, removeEventListener() {} }) };
console.warn = console.error = () => {};

const { AnimationMixer, Vector3 } = await import(pathToFileURL(join(three, "build/three.module.js")));
const { FBXLoader } = await import(pathToFileURL(join(three, "examples/jsm/loaders/FBXLoader.js")));
const { GLTFLoader } = await import(pathToFileURL(join(three, "examples/jsm/loaders/GLTFLoader.js")));

async function loaded(file) {
  const data = readFileSync(file), content = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
  if (file.endsWith(".fbx")) return new FBXLoader().parse(content, "");
  const { scene, animations } = await new GLTFLoader().parseAsync(content, "");
  return Object.assign(scene, { animations });
}

async function seen(file) {
  const scene = await loaded(file);
  const bones = [], meshes = [];
  scene.traverse((object) => {
    if (object.isBone) bones.push(object);
    if (object.isMesh) meshes.push(object);
  });
  const clips = {};
  for (const clip of scene.animations) {
    const mixer = new AnimationMixer(scene);
    mixer.clipAction(clip).play();
    const moments = shares.map((share) => {
      const time = Math.round(share * clip.duration * rate) / rate;
      mixer.setTime(Math.min(time, clip.duration * (1 - 1e-9)));  // at its end a clip would begin again
      scene.updateMatrixWorld(true);
      const places = bones.map((bone) => bone.getWorldPosition(new Vector3()).toArray());
      return { bones: places, vertices: meshes.flatMap(vertices) };
    });
    clips[clip.name] = { duration: clip.duration, moments };
    mixer.stopAllAction();
  }
  return { bones: bones.map((bone) => bone.name), meshes: meshes.map((mesh) => mesh.name), clips };
}

function vertices(mesh) {
  const found = [], count = mesh.geometry.attributes.position.count;
  for (let vertex = 0; vertex < count; vertex++) {
    found.push(mesh.getVertexPosition(vertex, new Vector3()).applyMatrix4(mesh.matrixWorld).toArray());
  }
  return found;
}

for (const file of files) console.log(JSON.stringify(await seen(file)));
