// The list of tasks, newest first. A row is a link to its task, so that keyboard, history and bookmarks just work.

import { attribute, el, fileAddress, find, text } from "./dom.js";
import * as words from "./words.js";

const rows = new Map();
const LONGEST_CHAIN = 10;

export function showTasks(state, chosen) {
  const shown = state.tasks;
  const list = find("list");
  const kept = new Set(shown.map((task) => task.id));
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  shown.forEach((task, place) => {
    if (!rows.has(task.id)) rows.set(task.id, makeRow(task));
    const row = rows.get(task.id);
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    showRow(row, task, state.now, task.id === chosen, pictureOf(task, shown));
  });
  find("nothing").hidden = shown.length > 0;
  const total = state.total ?? shown.length; // the state holds the newest only
  text(find("count"), words.grouped(total));
  text(find("older"), total > shown.length ? `${words.count(total - shown.length, "older task")} not shown` : "");
}

function makeRow(task) {
  const row = el("li");
  const picture = el("img", { src: "_emulator/page/empty.svg", alt: "", width: 64, height: 64 });
  const link = el("a", { class: "task", href: `#${encodeURIComponent(task.id)}` });
  row.parts = {
    link,
    picture,
    kind: el("strong"),
    status: el("span", { class: "status" }),
    id: el("span", { class: "id" }, ...(task.input ? [el("span", {}, task.input), " "] : []), el("code", {}, task.id)),
    progress: el("progress", { max: 100, "aria-label": "Progress" }),
    about: el("span", { class: "about" }),
  };
  const { kind, status, id, progress, about } = row.parts;
  link.append(picture, el("span", { class: "line" }, kind, status), id, progress, about);
  row.append(link);
  return row;
}

// Return the thumbnail or the picture of a task, else that of the task that it was made of: a resized model looks the same.
function pictureOf(task, tasks, depth = 0) {
  const own = fileAddress(task.thumbnail_url || task.image_urls?.[0]);
  if (own || depth === LONGEST_CHAIN || task.status !== "SUCCEEDED") return own;
  const source = tasks.find(({ id }) => id === task.request?.input_task_id);
  return source ? pictureOf(source, tasks, depth + 1) : null;
}

function showRow({ parts }, task, now, chosen, picture) {
  attribute(parts.link, "aria-current", chosen && "true");
  attribute(parts.link, "data-status", task.status);
  text(parts.kind, words.kind(task.type));
  text(parts.status, words.status(task.status));
  parts.progress.value = Number(task.progress) || 0;
  text(parts.about, about(task, now));
  showPicture(parts.picture, picture);
}

function about(task, now) {
  const failure = task.task_error?.message;
  if (failure) return failure;
  const parts = [words.count(task.consumed_credits ?? 0, "credit"), words.ago(now - task.created_at)];
  if (task.status === "IN_PROGRESS") parts.unshift(`${task.progress} %`);
  if (task.preceding_tasks > 0) parts.unshift(`${task.preceding_tasks} before it`);
  return parts.join(" · ");
}

// Every look at a task signs its URLs anew; the picture is the same as long as the path is.
export function showPicture(image, address) {
  const path = address?.split("?")[0];
  if (!path || image.dataset.path === path) return;
  image.dataset.path = path;
  image.src = address;
}
