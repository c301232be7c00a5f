// Helpers for the document. What tasks say is hostile: it becomes text or a checked link, never markup.

export function find(id) {
  return document.getElementById(id);
}

// Make an element: el("a", {class: "file", href: url}, "text", child, ...).
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) attribute(element, key, value);
  element.append(...children);
  return element;
}

// Change text only where it differs, so that a selection in it survives the next look at the state.
export function text(element, value) {
  const wanted = String(value ?? "");
  if (element.textContent !== wanted) element.textContent = wanted;
}

// Set an attribute; null and false remove it.
export function attribute(element, name, value) {
  const wanted = value === true ? "" : value;
  if (wanted === null || wanted === undefined || wanted === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(wanted)) element.setAttribute(name, wanted);
}

// Return the address of a file of the emulator on this origin, or null for whatever else a task may carry.
export function fileAddress(url) {
  return ownAddress(url, "/files/");
}

// The same for a zip in the emulated store of FlightHub, and for what the page shows of it.
export function zipAddress(url) {
  return ownAddress(url, "/meshwright-emulator/");
}

export function modelAddress(url) {
  return ownAddress(url, "/_emulator/models/");
}

function ownAddress(url, folder) {
  try {
    const { protocol, pathname, search } = new URL(url, location.href);
    return /^https?:$/.test(protocol) && pathname.startsWith(folder) ? pathname + search : null;
  } catch {
    return null;
  }
}

// Say something that has happened, to eyes and to screen readers.
export function say(sentence) {
  const place = find("said");
  place.textContent = sentence;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (place.textContent = ""), 4000);
}

// Let a button copy what `value` returns at the click.
export function copies(button, what, value) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value());
      say(`Copied ${what}.`);
    } catch {
      say("The browser does not allow copying here; select the text yourself.");
    }
  });
}
