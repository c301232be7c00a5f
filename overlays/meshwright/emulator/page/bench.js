// The controls: where to point one's code, faults, the clock, starting over.

import { attribute, copies, el, find, say, text } from "./dom.js";
import { unchoose } from "./stage.js";
import * as words from "./words.js";

const KEY = "msy_emulator_0000"; // what `meshwright emulator` prints; it opens nothing else
const chips = new Map();

export function prepareBench(refresh) {
  const ask = async (method, path, body, done) => {
    await change(method, path, body).then(() => say(done), complain);
    refresh();
  };
  const base = prepareAddress();
  for (const button of document.querySelectorAll("[data-seconds]")) {
    const seconds = Number(button.dataset.seconds);
    button.addEventListener("click", () => ask("POST", "clock", { seconds }, `Clock advanced: ${button.textContent}`));
  }
  find("disarm").addEventListener("click", () => ask("DELETE", "faults", undefined, "All faults are disarmed."));
  prepareDialog("reset", "sure", "keep", "forget", () => ask("POST", "reset", {}, "The emulator was reset."));
  prepareDialog("delete", "sure-task", "keep-task", "forget-task", (id) => {
    ask("DELETE", `tasks/${encodeURIComponent(id)}`, undefined, "The task was deleted.");
  });
  const arm = ({ fault, title }) => ask("POST", "faults", { fault }, `Armed: ${title}.`);
  return (state) => {
    text(find("address"), addressLines(base, state.flighthub?.organization?.projects?.[0]?.uuid));
    text(find("first"), state.first ? firstCommand(base, state.first) : "");
    showBench(state, arm);
  };
}

// Change the emulator; the content type is one that no other site may send without being asked first.
async function change(method, path, body) {
  const response = await fetch(`_emulator/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (response.ok) return;
  const { message } = await response.json().catch(() => ({}));
  throw new Error(message || `HTTP ${response.status}`);
}

function complain(error) {
  say(`The request failed: ${error.message}`);
}

function prepareAddress() {
  const base = new URL(".", location.href).href.replace(/\/$/, "");
  text(find("address"), addressLines(base));
  copies(find("copy-address"), "the lines", () => find("address").textContent);
  copies(find("copy-first"), "the command", () => find("first").textContent);
  return base;
}

// Write the variables that point a client here; the first project is known once the emulator has answered.
function addressLines(base, project) {
  return [
    `export MESHY_BASE_URL=${base}`,
    `export MESHY_API_KEY=${KEY}`,
    `export FLIGHTHUB_BASE_URL=${base}`,
    "export FLIGHTHUB_USER_TOKEN=emulator",
    ...(project ? [`export FLIGHTHUB_PROJECT_UUID=${project}`] : []),
  ].join("\n");
}

// Write the command that makes a task of a picture.
function firstCommand(base, { path, member }) {
  return [
    `printf '{"${member}":"data:image/png;base64,%s"}' \\`,
    `  "$(base64 < picture.png | tr -d '\\n')" |`,
    `curl -sS -d @- ${base}${path} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'Authorization: Bearer ${KEY}'`,
  ].join("\n");
}

// Ask before something is lost; `act` is given the id of the open task.
function prepareDialog(button, name, keep, forget, act) {
  const dialog = find(name);
  find(button).addEventListener("click", () => dialog.showModal());
  find(keep).addEventListener("click", () => dialog.close());
  find(forget).addEventListener("click", () => {
    const id = document.body.dataset.chosen;
    dialog.close();
    unchoose();
    act(id);
  });
}

function showBench(state, arm) {
  const armed = new Map((state.faults ?? []).map((fault) => [fault.fault, fault]));
  const known = new Set((state.catalogue ?? []).map((fault) => fault.fault));
  // A fault that was armed elsewhere may carry a detail, as in fail_task:timeout.
  const others = [...armed.keys()].filter((fault) => !known.has(fault)).map((fault) => ({ fault, title: fault }));
  for (const fault of [...(state.catalogue ?? []), ...others]) {
    if (!chips.has(fault.fault)) chips.set(fault.fault, makeChip(fault, arm));
  }
  let total = 0;
  for (const [name, chip] of chips) {
    const count = armed.get(name)?.count ?? 0;
    total += count;
    attribute(chip, "data-armed", count > 0);
    text(chip.lastChild, count > 0 ? `×${count}` : "");
    chip.hidden = !known.has(name) && count === 0;
  }
  find("disarm").disabled = total === 0;
  text(find("armed"), total === 0 ? "" : `${total} armed`);
  text(find("now"), words.moment(state.now));
  text(find("rate"), words.rate(state.rate));
  text(find("balance"), words.grouped(state.balance));
  text(find("as-of"), state.contract);
}

function makeChip(fault, arm) {
  const about = find("about");
  const chip = el("button", { type: "button", class: "chip" }, el("span", {}, fault.title ?? fault.fault), el("b"));
  for (const event of ["pointerenter", "focus"]) {
    chip.addEventListener(event, () => text(about, fault.about ?? ""));
  }
  chip.setAttribute("aria-description", fault.about ?? "");
  chip.addEventListener("click", () => arm(fault));
  find("faults").append(chip);
  return chip;
}
