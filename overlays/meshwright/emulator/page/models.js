// The models that drone photos become, newest first: what FlightHub's part of the emulator is doing.

import { attribute, el, find, text, zipAddress } from "./dom.js";
import * as words from "./words.js";

const rows = new Map();

// Return a model as the stage shows tasks, or undefined.
export function taskOfModel({ flighthub }, id) {
  const model = (flighthub?.models ?? []).find(({ model_uuid }) => model_uuid === id);
  if (!model) return undefined;
  const { glb, jpg } = model.files;
  return {
    id,
    type: model.name || words.model(model.kind),
    status: model.stage,
    progress: model.reconstruction_progress,
    created_at: model.created_at,
    events: model.events,
    ...(model.error ? { task_error: { message: model.error } } : {}),
    ...(glb ? { glb } : {}),
    ...(jpg ? { image_urls: [jpg] } : {}),
    ...(model.zip_url ? { zip: model.zip_url } : {}),
  };
}

export function showModels({ flighthub, now }, chosen) {
  const { models = [], quota = 0 } = flighthub ?? {};
  const list = find("models");
  const kept = new Set(models.map((model) => model.model_uuid));
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  models.forEach((model, place) => {
    const id = model.model_uuid;
    if (!rows.has(id)) rows.set(id, makeRow(id));
    const row = rows.get(id);
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    showRow(row, model, now, id === chosen);
  });
  find("drone").hidden = models.length === 0;
  text(find("model-count"), words.grouped(models.length));
  text(find("quota"), `${words.grouped(quota)} pictures left`);
}

function makeRow(id) {
  const row = el("li", { class: "model" });
  row.parts = {
    link: el("a", { class: "open", href: `#${encodeURIComponent(id)}` }),
    kind: el("strong"),
    status: el("span", { class: "status" }),
    progress: el("progress", { max: 100, "aria-label": "Progress" }),
    about: el("span", { class: "about" }),
    zip: el("a", { class: "chip", download: "" }, "zip"),
  };
  const { link, kind, status, progress, about, zip } = row.parts;
  link.append(kind);
  row.append(el("span", { class: "line" }, link, status), el("code", {}, id), progress, about, zip);
  return row;
}

function showRow({ parts }, model, now, chosen) {
  attribute(parts.link.closest("li"), "data-status", model.stage);
  attribute(parts.link, "aria-current", chosen && "true");
  text(parts.kind, [words.model(model.kind), model.name].filter(Boolean).join(": "));
  text(parts.status, words.status(model.status));
  parts.progress.value = Number(model.reconstruction_progress) || 0;
  text(parts.about, about(model, now));
  const address = zipAddress(model.zip_url);
  attribute(parts.zip, "href", address);
  parts.zip.hidden = address === null;
}

function about(model, now) {
  if (model.error) return model.error;
  const parts = [words.count(model.pictures, "picture"), words.ago(now - model.created_at)];
  if (model.stage === "IN_PROGRESS") parts.unshift(`${model.reconstruction_progress} %`);
  if (model.stage === "SUCCEEDED" && !model.zip_url) parts.unshift(`zip ${model.zip_progress} %`);
  return parts.join(" · ");
}
