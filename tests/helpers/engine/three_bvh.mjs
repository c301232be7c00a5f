// Where three.js' BVHLoader puts the joints: `node three_bvh.mjs NODE_MODULES FILE SECONDS ...` prints one line of JSON a moment.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, file, ...moments] = process.argv.slice(2);
const three = resolve(modules, "three");
const { AnimationMixer, Vector3 } = await import(pathToFileURL(join(three, "build/three.module.js")));
const { BVHLoader } = await import(pathToFileURL(join(three, "examples/jsm/loaders/BVHLoader.js")));

const { clip, skeleton } = new BVHLoader().parse(readFileSync(file, "utf8"));
const mixer = new AnimationMixer(skeleton.bones[0]);
mixer.clipAction(clip).play();
for (const seconds of moments.map(Number)) {
  mixer.setTime(seconds);
  skeleton.bones[0].updateMatrixWorld(true);
  const joints = skeleton.bones.filter((bone) => bone.name !== "ENDSITE");
  const places = joints.map((bone) => [bone.name, bone.getWorldPosition(new Vector3()).toArray()]);
  console.log(JSON.stringify({ seconds: clip.duration, places: Object.fromEntries(places) }));
}
