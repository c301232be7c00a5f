// A camera on an orbit around a model, moved by mouse, touch, wheel and arrow keys.

import { lookAt, multiply, perspective } from "./matrix.js";

const FIELD_OF_VIEW = 0.6;
const STEEPEST = 1.5; // radians; at the pole, up would have no direction
const TURN = 0.3; // radians a second
const KEYS = {
  ArrowLeft: (orbit) => orbit.turnBy(-0.15, 0),
  ArrowRight: (orbit) => orbit.turnBy(0.15, 0),
  ArrowUp: (orbit) => orbit.turnBy(0, 0.15),
  ArrowDown: (orbit) => orbit.turnBy(0, -0.15),
  "+": (orbit) => orbit.zoomBy(0.85),
  "=": (orbit) => orbit.zoomBy(0.85),
  "-": (orbit) => orbit.zoomBy(1 / 0.85),
  0: (orbit) => orbit.home(),
};

export class Orbit {
  // `moved` is called after every move, `touched` before one that a person made.
  constructor(canvas, { moved, touched }) {
    this.moved = moved;
    this.touched = touched;
    this.pointers = new Map();
    this.fit([-1, -1, -1], [1, 1, 1]);
    canvas.addEventListener("pointerdown", (event) => this.press(canvas, event));
    canvas.addEventListener("pointermove", (event) => this.drag(canvas, event));
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    }
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  // Look at a box from where all of it is seen at every turn.
  fit(low, high) {
    this.target = low.map((value, axis) => (value + high[axis]) / 2);
    this.across = Math.hypot(high[0] - low[0], high[2] - low[2]) / 2;
    this.upwards = (high[1] - low[1]) / 2;
    this.radius = Math.hypot(this.across, this.upwards) || 1;
    this.home();
  }

  home() {
    this.yaw = 0.55;
    this.pitch = 0.25;
    this.zoom = 1;
    this.moved();
  }

  turnBy(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.max(-STEEPEST, Math.min(STEEPEST, this.pitch + pitch));
    this.moved();
  }

  zoomBy(factor) {
    this.zoom = Math.max(0.15, Math.min(4, this.zoom * factor));
    this.moved();
  }

  // Go on by itself for some seconds.
  drift(seconds) {
    this.turnBy(TURN * seconds, 0);
  }

  // Return where the camera is, and the matrix from the world to what it sees.
  camera(aspect) {
    const spread = Math.tan(FIELD_OF_VIEW / 2);
    const wide = this.across / Math.sin(Math.atan(spread * aspect));
    const tall = (this.upwards + 0.3 * this.across) / spread + 0.3 * this.across; // seen a little from above
    const distance = (1.06 * Math.max(wide, tall) || 1) * this.zoom;
    const level = Math.cos(this.pitch) * distance;
    const offset = [Math.sin(this.yaw) * level, Math.sin(this.pitch) * distance, Math.cos(this.yaw) * level];
    const eye = this.target.map((value, axis) => value + offset[axis]);
    const near = Math.max(distance - this.radius * 2, this.radius * 0.01);
    const lens = perspective(FIELD_OF_VIEW, aspect, near, distance + this.radius * 3);
    return { eye, matrix: multiply(lens, lookAt(eye, this.target)) };
  }

  press(canvas, event) {
    canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.touched();
  }

  drag(canvas, event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const spread = this.spread();
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pointers.size > 1) {
      this.zoomBy(spread / (this.spread() || spread || 1));
    } else {
      const angle = Math.PI / Math.max(canvas.clientHeight, 1);
      this.turnBy((before[0] - event.clientX) * angle, (event.clientY - before[1]) * angle);
    }
  }

  // The distance between two fingers.
  spread() {
    const [a, b] = [...this.pointers.values()];
    return b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
  }

  wheel(event) {
    event.preventDefault();
    this.touched();
    this.zoomBy(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.003));
  }

  key(event) {
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
    if (!move) return;
    event.preventDefault();
    this.touched();
    move(this);
  }
}
