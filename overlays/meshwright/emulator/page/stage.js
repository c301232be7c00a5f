// The chosen task: its model in 3D or its pictures, its time line, its files, its curl. Beside the list, or over it on a narrow screen.

import { attribute, copies, el, find, text } from "./dom.js";
import { filesOf, measured, viewsOf } from "./results.js";
import { Viewer } from "./viewer.js";
import * as words from "./words.js";

const LONGEST = 3000; // characters of a curl that are shown; a data URI in it can be megabytes
const narrow = matchMedia("(max-width: 859px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const toggles = ["texture", "wireframe", "turn"];
let viewer = null;
let shown = null;
let wish = ""; // the name of the view that was asked for
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
  find("play").addEventListener("click", () => play(find("play").getAttribute("aria-pressed") !== "true"));
  find("clip").addEventListener("change", () => play(true));
  find("home").addEventListener("click", () => viewer?.orbit.home());
  find("close").addEventListener("click", unchoose);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) unchoose();
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
  wish = "";
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
  const files = task ? filesOf(task) : [];
  showResult(task, files);
  if (!task) return;
  text(find("stage-kind"), words.kind(task.type));
  text(find("stage-status"), words.status(task.status));
  text(find("stage-input"), task.input);
  text(find("stage-id"), task.id);
  showEvents(task);
  showFiles(files, task.expires_at, now);
  showMetrics(measured(task.printability ?? {}));
  curl = String(task.curl ?? "");
  find("again").hidden = !curl;
  find("delete").hidden = !curl || task.status === "IN_PROGRESS"; // the service does not delete a running task
  const rest = curl.length - LONGEST;
  text(find("curl"), rest > 0 ? `${curl.slice(0, LONGEST)} … and ${words.grouped(rest)} characters more` : curl);
  showFailure(task.task_error ?? {});
  find("guessed").hidden = !task.notes?.length;
  list(find("notes"), (task.notes ?? []).map((note) => [note, () => el("li", {}, String(note))]));
}

// Show the model or the pictures once they are there; before, say what there is to say.
function showResult(task, files) {
  const views = task?.status === "SUCCEEDED" ? viewsOf(task, files) : [];
  const view = views.find(({ name }) => name === wish) ?? views[0] ?? null;
  showViews(views, view);
  attribute(find("stage"), "data-model", Boolean(view?.address));
  if (!view) text(find("trouble"), waiting(task));
  const wanted = view ? `${task.id} ${view.name}` : "";
  if (shown === wanted) return;
  shown = wanted;
  viewer?.clear();
  text(find("stats"), "");
  showClips([]);
  find("pictures").replaceChildren(...(view?.pictures ?? []).map((src) => el("img", { src, alt: `A result of ${task.type}` })));
  if (view?.address && viewer) load(view.address, wanted);
  else if (view) text(find("trouble"), viewer || !view.address ? "" : "This browser offers no 3D view; the files are below.");
}

// A button for each view, where there are several.
function showViews(views, chosen) {
  const several = views.length > 1 ? views : [];
  list(find("results"), several.map(({ name }) => [name, () => makeView(name)]));
  several.forEach(({ name }, i) => attribute(find("results").children[i], "aria-pressed", String(name === chosen.name)));
}

function makeView(name) {
  const button = el("button", { type: "button" }, name);
  button.addEventListener("click", () => {
    wish = name;
    dispatchEvent(new HashChangeEvent("hashchange"));
  });
  return button;
}

// A button that plays the clips of the model, and a choice where there are several.
function showClips(names) {
  find("play").hidden = names.length === 0;
  find("clip").hidden = names.length < 2;
  find("clip").replaceChildren(...names.map((name, i) => el("option", { value: i }, name || `clip ${i + 1}`)));
  play(names.length > 0 && !still.matches);
}

function play(on) {
  attribute(find("play"), "aria-pressed", String(on));
  viewer?.play(on ? Number(find("clip").value) : null);
}

function waiting(task) {
  if (!task && document.body.dataset.chosen) return "This task does not exist; it may have expired.";
  if (!task) return "The model of the task you choose appears here.";
  if (task.status === "SUCCEEDED") return task.printability ? "This task measured a model." : "This task made neither a GLB nor pictures; its files are below.";
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
    showClips(stats.clips);
    viewer.turn(!still.matches && stats.clips.length === 0);
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

function showFiles(files, expires, now) {
  list(find("files"), files.map(({ name, address }) => [`${name} ${address.split("?")[0]}`, () => makeFile(name)]));
  files.forEach(({ address }, i) => attribute(find("files").children[i].firstChild, "href", address));
  const left = Math.max(0, (expires || now) - now) / 3_600_000;
  const span = left < 48 ? `${Math.ceil(left)} h` : `${Math.round(left / 24)} days`;
  text(find("expiry"), expires ? `expires in ${span}` : "");
  find("downloads").hidden = files.length === 0;
}

function showMetrics(pairs) {
  find("printing").hidden = pairs.length === 0;
  const row = ([name, value]) => [`${name} ${value}`, () => el("div", {}, el("dt", {}, name), el("dd", {}, value))];
  list(find("metrics"), pairs.map(row));
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
