// The models that drone photos become, newest first: what FlightHub's part of the emulator is doing.

import { attribute, el, find, text, zipAddress } from "./dom.js";
import * as words from "./words.js";

const rows = new Map();

export function showModels({ flighthub, now }) {
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
    showRow(row, model, now);
  });
  find("drone").hidden = models.length === 0;
  text(find("model-count"), words.grouped(models.length));
  text(find("quota"), `${words.grouped(quota)} pictures left`);
}

function makeRow(id) {
  const row = el("li", { class: "model" });
  row.parts = {
    kind: el("strong"),
    status: el("span", { class: "status" }),
    progress: el("progress", { max: 100, "aria-label": "Progress" }),
    about: el("span", { class: "about" }),
    zip: el("a", { class: "chip", download: "" }, "zip"),
  };
  const { kind, status, progress, about, zip } = row.parts;
  row.append(el("span", { class: "line" }, kind, status), el("code", {}, id), progress, about, zip);
  return row;
}

function showRow({ parts }, model, now) {
  attribute(parts.kind.closest("li"), "data-status", model.stage);
  text(parts.kind, words.model(model.kind));
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
