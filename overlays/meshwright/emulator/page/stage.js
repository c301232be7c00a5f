// The chosen task: its model in 3D, its time line, its files, its curl. Beside the list, or over it on a narrow screen.

import { attribute, copies, el, fileAddress, find, text } from "./dom.js";
import { Viewer } from "./viewer.js";
import * as words from "./words.js";

const LONGEST = 3000; // characters of a curl that are shown; a data URI in it can be megabytes
const narrow = matchMedia("(max-width: 859px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const toggles = ["texture", "wireframe", "turn"];
let viewer = null;
let shown = null;
let curl = "";

export function prepareStage() {
  copies(find("copy-curl"), "the curl", () => curl);
  try {
    viewer = new Viewer(find("view"), (on) => attribute(find("turn"), "aria-pressed", String(on)));
  } catch (error) {
    viewer = null;
    text(find("trouble"), error.message);
  }
  for (const name of toggles) {
    find(name).addEventListener("click", () => {
      const on = find(name).getAttribute("aria-pressed") !== "true";
      attribute(find(name), "aria-pressed", String(on));
      if (name === "turn") viewer?.turn(on);
      else viewer?.set(name, on);
    });
  }
  find("home").addEventListener("click", () => viewer?.orbit.home());
  find("close").addEventListener("click", unchoose);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !find("sure").open) unchoose();
  });
  narrow.addEventListener("change", coverList);
}

// Open a task, or close the stage with null. Where it covers the list, the focus goes along.
export function choose(id) {
  const before = document.body.dataset.chosen ?? "";
  if (before === (id ?? "")) return;
  if (id) document.body.dataset.chosen = id;
  else delete document.body.dataset.chosen;
  coverList();
  shown = null;
  find("stage").scrollTop = 0;
  if (!narrow.matches) return;
  const row = document.querySelector(`.task[href="#${CSS.escape(encodeURIComponent(before))}"]`);
  (id ? find("close") : row)?.focus({ preventScroll: true });
}

// Leave the task; an empty hash in place of none would scroll to the top.
export function unchoose() {
  if (!location.hash) return;
  history.pushState(null, "", location.pathname + location.search);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function coverList() {
  const covered = narrow.matches && "chosen" in document.body.dataset;
  for (const part of document.querySelectorAll("[data-behind]")) part.inert = covered;
}

export function showStage(task, now) {
  const stage = find("stage");
  attribute(stage, "data-status", task?.status ?? "");
  find("facts").hidden = !task;
  showModel(task);
  if (!task) return;
  text(find("stage-kind"), words.kind(task.type));
  text(find("stage-status"), words.status(task.status));
  text(find("stage-id"), task.id);
  showEvents(task);
  showFiles(task, now);
  curl = String(task.curl ?? "");
  const rest = curl.length - LONGEST;
  text(find("curl"), rest > 0 ? `${curl.slice(0, LONGEST)} … and ${words.grouped(rest)} characters more` : curl);
  showFailure(task.task_error ?? {});
  find("guessed").hidden = !task.notes?.length;
  list(find("notes"), (task.notes ?? []).map((note) => [note, () => el("li", {}, String(note))]));
}

// Show the model once it is there; before, say what there is to say.
function showModel(task) {
  const address = task?.status === "SUCCEEDED" ? fileAddress(task.model_urls?.glb) : null;
  const wanted = address ? task.id : "";
  attribute(find("stage"), "data-model", wanted !== "");
  if (!viewer) return;
  if (!address) text(find("trouble"), waiting(task));
  if (shown === wanted) return;
  shown = wanted;
  viewer.clear();
  text(find("stats"), "");
  if (address) load(address, wanted);
}

function waiting(task) {
  if (!task && document.body.dataset.chosen) return "This task does not exist; it may have expired.";
  if (!task) return "The model of the task you choose appears here.";
  if (task.status === "SUCCEEDED") return "This task made no GLB; its files are below.";
  if (task.status === "FAILED" || task.status === "CANCELED") return "This task has no model.";
  return task.status === "PENDING" ? "Waiting for its turn" : `Working: ${Number(task.progress) || 0} %`;
}

async function load(address, id) {
  text(find("trouble"), "Loading the model");
  try {
    const stats = await viewer.show(address);
    if (!stats || shown !== id) return;
    text(find("trouble"), "");
    const size = stats.size.map((side) => (side < 10 ? side.toPrecision(2) : side.toFixed(0))).join(" × ");
    const geometry = `${words.count(stats.faces, "face")} · ${words.count(stats.vertices, "vertex", "vertices")}`;
    text(find("stats"), `${geometry}\n${size} m · ${words.bytes(stats.bytes)}`);
    viewer.turn(!still.matches);
  } catch (error) {
    if (shown === id) text(find("trouble"), `No 3D view: ${error.message}`);
  }
}

function showFailure({ message, type, code }) {
  find("failure").hidden = !message;
  const named = [type && `type ${type}`, code && `code ${code}`].filter(Boolean);
  text(find("failure"), [message, named.join(", ")].filter(Boolean).join("\n"));
}

// One line a status: when it began, and how long it took or how far it got.
function showEvents(task) {
  const steps = [];
  for (const { at, status, progress } of task.events ?? []) {
    const last = steps.at(-1);
    if (last && last.status !== status) last.until = at;
    if (last?.status === status) last.progress = progress;
    else steps.push({ at, status, progress, until: null });
  }
  list(find("events"), steps.map((step) => [JSON.stringify([step, task.created_at]), () => makeStep(step, task)]));
}

function makeStep({ at, status, progress, until }, task) {
  const detail = until === null ? `${progress} %` : `for ${words.seconds(until - at)}`;
  return el(
    "li",
    { "data-status": status },
    el("span", { class: "status" }, words.status(status)),
    el("span", { class: "detail" }, detail),
    el("time", {}, `+${words.seconds(at - task.created_at)}`),
  );
}

function showFiles(task, now) {
  const textures = (task.texture_urls ?? []).flatMap((urls, i, all) =>
    Object.entries(urls ?? {}).map(([name, url]) => [all.length > 1 ? `${name} ${i + 1}` : name, url]));
  const models = Object.entries(task.model_urls ?? {});
  const files = [...models, ...textures, ["thumbnail", task.thumbnail_url]]
    .map(([name, url]) => [name.replaceAll("_", " "), fileAddress(url)])
    .filter(([, address]) => address);
  list(find("files"), files.map(([name, address]) => [`${name} ${address.split("?")[0]}`, () => makeFile(name)]));
  files.forEach(([, address], i) => attribute(find("files").children[i].firstChild, "href", address));
  const left = Math.max(0, (task.expires_at || now) - now) / 3_600_000;
  const span = left < 48 ? `${Math.ceil(left)} h` : `${Math.round(left / 24)} days`;
  text(find("expiry"), task.expires_at ? `expires in ${span}` : "");
  find("downloads").hidden = files.length === 0;
}

function makeFile(name) {
  return el("li", {}, el("a", { class: "chip", download: "" }, name));
}

// Make a list's items those of `wanted`, pairs of key and maker; an item whose key has not changed stays.
function list(parent, wanted) {
  wanted.forEach(([key, make], i) => {
    const present = parent.children[i];
    if (present?.dataset.key === key) return;
    const item = make();
    item.dataset.key = key;
    if (present) present.replaceWith(item);
    else parent.append(item);
  });
  while (parent.children.length > wanted.length) parent.lastChild.remove();
}
