// The files of a task, wherever their URLs stand in it, named by their places; and what its measurements say.

import { fileAddress, modelAddress, zipAddress } from "./dom.js";

const ABOUT = new Set(["input", "request", "notes", "events", "curl"]); // what the emulator adds for this page

// Return {name, address, kind} for each file that a task made; `kind` is "model", "picture" or "".
export function filesOf(task) {
  const made = Object.entries(task).filter(([name]) => !ABOUT.has(name) && !Object.hasOwn(task.request ?? {}, name));
  return made.flatMap(([name, value]) => filesBelow(name, value, ""));
}

function filesBelow(name, value, number) {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => filesBelow(name, item, value.length > 1 ? ` ${i + 1}` : number));
  }
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([inner, item]) => filesBelow(inner, item, number));
  }
  const address = typeof value === "string" ? (fileAddress(value) ?? modelAddress(value) ?? zipAddress(value)) : null;
  return address ? [{ name: name.replace(/_urls?$/, "").replaceAll("_", " ") + number, address, kind: kindOf(address) }] : [];
}

function kindOf(address) {
  const path = address.split("?")[0];
  if (path.endsWith(".glb")) return "model";
  return /\.(png|jpe?g|webp)$/.test(path) ? "picture" : "";
}

// Return what can be looked at: models with a surface, and all result pictures together; never thumbnails and textures.
export function viewsOf(task, files) {
  const models = files.filter(({ name, kind }) => kind === "model" && !name.startsWith("pre remeshed") && !name.includes("armature"));
  const pictures = (task.image_urls ?? []).map((url) => fileAddress(url) ?? modelAddress(url)).filter(Boolean);
  return [
    ...models.map(({ name, address }) => ({ name, address, pictures: [] })),
    ...(pictures.length > 0 ? [{ name: pictures.length > 1 ? "pictures" : "picture", address: null, pictures }] : []),
  ];
}

// Return the measurements of a model for a printer as pairs of words.
export function measured({ status, issue_count: issues, metrics } = {}) {
  if (!status) return [];
  const found = Object.entries(metrics ?? {}).map(([name, value]) => [name.replace(/^is_/, ""), value]);
  return [["status", status], ["issues", issues], ...found].map(([name, value]) => [name.replaceAll("_", " "), inWords(value)]);
}

function inWords(value) {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "number" && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value ?? "");
}
