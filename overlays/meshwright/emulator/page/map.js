// The map of the organization: docks, the routes under way, the aircraft that fly them, and annotations. Drawn as SVG,
// north up, each project fitted to what it has.

import { attribute, el, find, text } from "./dom.js";
import * as words from "./words.js";

const NAMES = "http://www.w3.org/2000/svg";
const WIDTH = 480;
const HEIGHT = 320;
const MARGIN = 44;
const LEAST = 400; // metres that are always shown
const DEGREE = 111_320; // metres of a degree of latitude
const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const aircraft = new Map(); // groups that stay, so that they glide from place to place
let chosen = "";
let opened = false;

export function prepareMap(redraw) {
  find("project").addEventListener("change", () => {
    chosen = find("project").value;
    redraw();
  });
}

export function showOrganization({ flighthub, now }) {
  const projects = flighthub?.organization?.projects ?? [];
  find("hub").hidden = projects.length === 0;
  if (projects.length === 0) return;
  const busy = projects.find((project) => project.docks.some((dock) => dock.position));
  const project = projects.find(({ uuid }) => uuid === chosen) ?? busy ?? projects[0];
  if (!opened && projects.some(({ total }) => total > 0)) {
    find("hub").open = true;
    opened = true;
  }
  showChoice(projects, project);
  const flying = projects.flatMap(({ docks }) => docks).filter((dock) => dock.position).length;
  text(find("flying"), flying > 0 ? words.count(flying, "aircraft", "aircraft") + " in flight" : "");
  if (!find("hub").open) return;
  draw(project);
  showDocks(project.docks);
  showFlights(project, now);
}

function showChoice(projects, project) {
  const place = find("project");
  const key = projects.map(({ uuid }) => uuid).join();
  if (place.dataset.key !== key) {
    place.dataset.key = key;
    place.replaceChildren(...projects.map(({ uuid, name }) => el("option", { value: uuid }, name)));
  }
  if (place.value !== project.uuid) place.value = project.uuid;
}

function draw(project) {
  const view = projection(project);
  const still = project.docks.flatMap((dock) => [line("route", dock.route, view), line("track", dock.track, view)]);
  const marks = project.annotations.flatMap((one) => annotation(one, view));
  find("map-still").replaceChildren(...marks, ...still.filter(Boolean), ...scale(view), ...project.docks.map((dock) => dockMark(dock, view)));
  const flying = project.docks.filter(({ position }) => position);
  const kept = new Set(flying.map(({ sn }) => sn));
  for (const [sn, group] of aircraft) {
    if (kept.has(sn)) continue;
    group.remove();
    aircraft.delete(sn);
  }
  for (const dock of flying) showAircraft(dock, view);
}

// Return a function from longitude and latitude to the drawing, and how many units a metre has there.
function projection(project) {
  const places = project.docks.flatMap(({ place, route, track, position }) => [place, ...route, ...track, ...(position ? [position.place] : [])]);
  places.push(...project.annotations.flatMap(({ geometry }) => vertices(geometry.coordinates)));
  const [east, north] = [0, 1].map((axis) => places.map((place) => place[axis]));
  const middle = [(Math.min(...east) + Math.max(...east)) / 2, (Math.min(...north) + Math.max(...north)) / 2];
  const narrow = DEGREE * Math.cos((middle[1] * Math.PI) / 180);
  const wide = Math.max(LEAST, (Math.max(...east) - Math.min(...east)) * narrow);
  const high = Math.max(LEAST * (HEIGHT / WIDTH), (Math.max(...north) - Math.min(...north)) * DEGREE);
  const unit = Math.min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high);
  const at = ([longitude, latitude]) => [
    round(WIDTH / 2 + (longitude - middle[0]) * narrow * unit),
    round(HEIGHT / 2 - (latitude - middle[1]) * DEGREE * unit),
  ];
  return { at, unit };
}

function vertices(coordinates) {
  return typeof coordinates[0] === "number" ? [coordinates] : coordinates.flatMap(vertices);
}

function line(name, places, { at }) {
  return places.length > 1 ? svg("polyline", { class: name, points: places.map((place) => at(place).join()).join(" ") }) : null;
}

function annotation({ name, geometry }, { at }) {
  const [x, y] = at(vertices(geometry.coordinates)[0]);
  const label = svg("text", { class: "mark-name", x: x + 7, y: y - 6 }, name);
  if (geometry.type === "Point") return [svg("circle", { class: "mark", cx: x, cy: y, r: 4 }), label];
  const rings = geometry.type === "Polygon" ? geometry.coordinates : [geometry.coordinates];
  const close = geometry.type === "Polygon" ? "Z" : "";
  const path = rings.map((ring) => `M${ring.map((place) => at(place).join()).join("L")}${close}`).join("");
  return [svg("path", { class: close ? "mark area" : "mark", d: path }), label];
}

function dockMark(dock, { at }) {
  const [x, y] = at(dock.place);
  return svg(
    "g",
    { class: dock.online ? "dock" : "dock offline", transform: `translate(${x} ${y})` },
    svg("rect", { x: -7, y: -7, width: 14, height: 14, rx: 3 }),
    svg("text", { y: 22, "text-anchor": "middle" }, dock.callsign),
  );
}

function showAircraft(dock, { at }) {
  const [x, y] = at(dock.position.place);
  let group = aircraft.get(dock.sn);
  if (!group) {
    group = svg("g", { class: "aircraft" });
    group.append(svg("path", { d: "M0 -10L7 8L0 4L-7 8Z" }), svg("text", { x: 13, y: 4 }));
    aircraft.set(dock.sn, group);
    find("map-moving").append(group);
  }
  group.style.transform = `translate(${x}px, ${y}px)`;
  attribute(group.firstChild, "transform", `rotate(${round(dock.position.heading)})`);
  text(group.lastChild, `${dock.battery} %, ${Math.round(dock.position.above)} m`);
}

// A bar whose length is a round number of metres.
function scale({ unit }) {
  const metres = STEPS.findLast((step) => step * unit < 130) ?? STEPS[0];
  const [x, y] = [14, HEIGHT - 14];
  return [
    svg("path", { class: "scale", d: `M${x} ${y - 4}v4h${round(metres * unit)}v-4` }),
    svg("text", { class: "scale-name", x: x + 4, y: y - 6 }, metres < 1000 ? `${metres} m` : `${metres / 1000} km`),
  ];
}

function showDocks(docks) {
  find("docks").replaceChildren(
    ...docks.map((dock) =>
      el(
        "li",
        { "data-status": dock.online ? (dock.position ? "IN_PROGRESS" : "SUCCEEDED") : "FAILED" },
        el("span", { class: "status" }, dock.online ? (dock.position ? "In flight" : "In the dock") : "Offline"),
        el("span", {}, dock.callsign),
        el("small", {}, `${dock.aircraft} · ${dock.battery} %`),
      ),
    ),
  );
}

const STAGES = { waiting: "PENDING", suspended: "PENDING", executing: "IN_PROGRESS", paused: "IN_PROGRESS", success: "SUCCEEDED" };

function showFlights({ flights, total }, now) {
  text(find("flight-count"), total > 0 ? words.count(total, "flight") : "No flights yet");
  find("flights").replaceChildren(
    ...flights.slice(0, 6).map(({ name, status, dock, begin }) =>
      el(
        "li",
        { "data-status": STAGES[status] ?? "FAILED" },
        el("span", { class: "status" }, words.kind(words.status(status))),
        el("span", {}, name),
        el("small", {}, `${dock} · ${begin > now ? words.moment(begin) : words.ago(now - begin)}`),
      ),
    ),
  );
}

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMES, name);
  for (const [key, value] of Object.entries(attributes)) attribute(element, key, value);
  element.append(...children);
  return element;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
