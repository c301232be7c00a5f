// Show the state of the batch, and look again every two seconds. Names and reasons become text, never markup.

const STATES = [
  ["done", "done"], ["made", "to fetch"], ["making", "being made"],
  ["queued", "queued"], ["failed", "failed"], ["unpaid", "not paid"],
];
const find = (id) => document.getElementById(id);

function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const number = (value) => Number(value).toLocaleString("en");
const time = (seconds) =>
  new Date(seconds * 1000).toLocaleString([], { weekday: "short", hour: "2-digit", minute: "2-digit" });

function progress(found) {
  const total = STATES.reduce((sum, [state]) => sum + found[state], 0);
  const over = found.done + found.failed + found.unpaid;
  const percent = total ? Math.floor((100 * over) / total) : 0;
  find("headline").textContent = total ? `${number(found.done)} of ${number(total)} items are done` : "The batch is empty";
  document.title = total ? `${percent} % · Meshwright batch` : "Meshwright batch";
  const counts = STATES.filter(([state]) => found[state]);
  find("bar").setAttribute("aria-label", counts.map(([state, words]) => `${found[state]} ${words}`).join(", "));
  find("bar").replaceChildren(...counts.filter(([state]) => state !== "queued").map(([state]) => {
    const part = el("span", { "data-state": state });
    part.style.width = `${(100 * found[state]) / total}%`;
    return part;
  }));
  find("states").replaceChildren(...STATES.map(([state, words]) =>
    el("li", {}, el("i", { "data-state": state }), el("b", {}, number(found[state])), ` ${words}`)));
}

function figures(found, unit) {
  const budget = found.max_credits === null ? "no limit" : number(found.max_credits);
  const rows = [
    [`So far, in ${unit} (estimated)`, number(found.credits)],
    ["Whole batch", number(found.planned)],
    ["Budget", budget],
    ["Places used", `${found.making + found.open_creates} of ${found.room}`],
    ["Items an hour", number(Math.round(found.per_hour))],
    ["Expected end", found.left && found.ends_at ? time(found.ends_at) : found.left ? "not known yet" : "–"],
    ["Creates without an answer", number(found.open_creates)],
  ];
  find("figures").replaceChildren(...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

function rows(id, items, words) {
  find(`${id}-part`).hidden = !items.length;
  find(id).replaceChildren(...items.map((item) => el("li", {}, el("b", {}, item.name), ` ${words(item)}`)));
}

function done(items) {
  find("none").hidden = items.length > 0;
  const known = new Map([...find("done").children].map((child) => [child.dataset.key, child]));
  find("done").replaceChildren(...items.map((item) => {
    const key = `${item.number} ${item.ended}`;
    if (known.has(key)) return known.get(key);
    const shown = item.picture
      ? el("img", { src: `pictures/${item.number}`, alt: "", loading: "lazy" })
      : el("span", { class: "blank" }, "no picture");
    return el("li", { "data-key": key, title: item.files.join("\n") }, shown, el("p", {}, item.name));
  }));
}

async function look() {
  try {
    const answer = await fetch("state");
    if (!answer.ok) throw new Error(await answer.text());
    const found = await answer.json();
    find("place").textContent = `${found.place} → ${found.out}`;
    progress(found.status);
    figures(found.status, found.unit);
    rows("expiring", found.status.expiring, (item) => `until ${time(item.expires)}`);
    rows("failures", found.status.failures, (item) => item.reason);
    done(found.recent);
    find("lost").hidden = true;
  } catch (error) {
    find("lost").textContent = `You see the last known state: ${error.message}. This page keeps trying.`;
    find("lost").hidden = false;
  }
  setTimeout(look, 2000);
}

look();
