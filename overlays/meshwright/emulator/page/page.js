// The live page: asks the emulator how things stand, and shows it.

import { prepareBench } from "./bench.js";
import { find } from "./dom.js";
import { prepareMap, showOrganization } from "./map.js";
import { showModels, taskOfModel } from "./models.js";
import { choose, prepareStage, showStage } from "./stage.js";
import { showTasks } from "./tasks.js";

const VISIBLE = 500;
const HIDDEN = 5000;
let state = null;
let timer = 0;
let looking = false;

function chosen() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}

async function look() {
  clearTimeout(timer);
  if (looking) return;
  looking = true;
  try {
    const news = await ask();
    find("lost").hidden = news !== null;
    state = news ?? state;
    show();
  } finally {
    looking = false;
    timer = setTimeout(look, document.hidden ? HIDDEN : VISIBLE);
  }
}

// Return the state, or null when the emulator does not answer.
async function ask() {
  try {
    const response = await fetch("_emulator/state", { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function show() {
  choose(chosen());
  if (state === null) return;
  showTasks(state, chosen());
  showStage(state.tasks.find((task) => task.id === chosen()) ?? taskOfModel(state, chosen()), state.now);
  showOrganization(state);
  showModels(state, chosen());
  showBench(state);
}

const showBench = prepareBench(look);
prepareStage();
prepareMap(show);
// Beside the list there is room for the controls; above it, on a narrow screen, they stay folded.
if (matchMedia("(min-width: 1180px)").matches) {
  for (const part of document.querySelectorAll(".bench details")) part.open = true;
}
addEventListener("hashchange", show);
find("hub").addEventListener("toggle", show);
document.addEventListener("visibilitychange", look);
look();
