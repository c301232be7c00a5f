// How the page writes kinds, times and sizes.

const MODELS = { "2d": "2D map", "3d": "3D model", "3dgs": "Splats (3DGS)", lidar: "LiDAR model" };

export function model(kind) {
  return Object.hasOwn(MODELS, kind) ? MODELS[kind] : String(kind ?? "");
}

// A kind of task in words: hyphens become spaces, and 3D has a capital.
export function kind(type) {
  const words = String(type ?? "").replaceAll("-", " ").replace(/\b3d\b/g, "3D");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function status(value) {
  const words = String(value ?? "").replaceAll("_", " ");
  return words.slice(0, 1) + words.slice(1).toLowerCase();
}

export function count(number, one, many = `${one}s`) {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

export function grouped(number) {
  return Number(number).toLocaleString("en");
}

export function ago(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86400)} days ago`;
}

export function seconds(milliseconds) {
  const number = Math.max(0, milliseconds) / 1000;
  return `${number < 100 ? number.toFixed(1) : grouped(Math.round(number))} s`;
}

// A moment of the emulator's clock, in this reader's time zone: 2026-11-21 20:14:09.
export function moment(milliseconds) {
  const date = new Date(Number(milliseconds));
  if (Number.isNaN(date.getTime())) return "";
  const two = (number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

export function bytes(number) {
  if (number < 1000) return `${number} B`;
  return number < 1e6 ? `${(number / 1e3).toFixed(0)} kB` : `${(number / 1e6).toFixed(1)} MB`;
}

export function rate(number) {
  if (number === 1) return "real time";
  return number === 0 ? "stands still" : `${number} × real time`;
}
