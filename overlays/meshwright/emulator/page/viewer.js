// A 3D view of a GLB in a canvas, drawn with WebGL 2 only when something has changed. Own code in place of a library:
// the page must work offline from a Python package, and three.js is twenty times the size of everything here.

import { readGlb } from "./glb.js";
import { Orbit } from "./orbit.js";
import { followed, posed } from "./rig.js";
import { LINE_FRAGMENT, MODEL_FRAGMENT, MODEL_VERTEX, SHADOW_FRAGMENT, SHADOW_VERTEX } from "./shaders.js";

const CLAY = [0.6, 0.6, 0.6, 1];
const MAX_TEXTURE = 4096;

export class Viewer {
  // Throws an Error where the browser has no WebGL 2. `turning` is told whenever the model begins or ceases to turn.
  constructor(canvas, turning) {
    this.canvas = canvas;
    this.turning = turning;
    this.gl = canvas.getContext("webgl2", { antialias: true });
    if (!this.gl) throw new Error("This browser offers no WebGL 2, so there is no 3D view.");
    this.options = { texture: true, wireframe: false, turn: false };
    this.orbit = new Orbit(canvas, { moved: () => this.redraw(), touched: () => this.turn(false) });
    this.prepare();
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => {
      this.prepare();
      if (this.url) this.show(this.url).catch(() => {});
    });
    new ResizeObserver(() => this.redraw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  // Fetch and show a model; returns {faces, vertices, bytes, size, clips}, or null when another was asked for meanwhile.
  async show(url) {
    this.clear();
    this.url = url;
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the model answered HTTP ${response.status}`);
    const buffer = await response.arrayBuffer();
    if (this.url !== url) return null;
    const model = readGlb(buffer);
    const textures = await this.textures(model);
    if (this.url !== url) return null;
    this.model = { ...model, parts: model.parts.map((part) => this.upload(part, textures)) };
    const clips = (model.rig?.clips ?? []).map(({ name }) => name);
    this.orbit.fit(model.low, model.high);
    const size = model.high.map((value, axis) => value - model.low[axis]);
    return { faces: model.faces, vertices: model.vertices, bytes: buffer.byteLength, size, clips };
  }

  clear() {
    for (const object of this.owned.splice(0)) this.forget(object);
    this.model = this.url = this.clip = null;
    this.redraw();
  }

  // Play a clip of the model by its number, or halt with null.
  play(number) {
    this.clip = number === null ? null : (this.model?.rig?.clips[number] ?? null);
    this.posedAt = null;
    this.redraw();
  }

  set(option, on) {
    this.options[option] = on;
    this.redraw();
  }

  turn(on) {
    if (this.options.turn === on) return;
    this.set("turn", on);
    this.turning(on);
  }

  // ---------------------------------------------------------------------------------------------- what the GPU holds
  prepare() {
    const { gl } = this;
    this.owned = [];
    this.programs = {
      model: program(gl, MODEL_VERTEX, MODEL_FRAGMENT),
      lines: program(gl, MODEL_VERTEX, LINE_FRAGMENT),
      shadow: program(gl, SHADOW_VERTEX, SHADOW_FRAGMENT),
    };
    this.white = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.white);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4).fill(255));
    this.nothing = gl.createVertexArray();
  }

  own(object) {
    this.owned.push(object);
    return object;
  }

  forget(object) {
    const { gl } = this;
    if (object instanceof WebGLBuffer) gl.deleteBuffer(object);
    else if (object instanceof WebGLTexture) gl.deleteTexture(object);
    else gl.deleteVertexArray(object);
  }

  upload(part, textures) {
    const { gl } = this;
    const array = this.own(gl.createVertexArray());
    gl.bindVertexArray(array);
    const moving = [this.attribute(0, part.positions, 3), this.attribute(1, part.normals, 3)];
    if (part.texcoords) this.attribute(2, part.texcoords, 2);
    const faces = this.indexBuffer(part.indices);
    gl.bindVertexArray(null);
    const { colourImage, surfaceImage } = part.material;
    const image = (index) => (part.texcoords && textures.get(index)) || this.white;
    return { ...part, array, moving, faces, edges: null, colourImage: image(colourImage), surfaceImage: image(surfaceImage) };
  }

  attribute(location, numbers, width) {
    const { gl } = this;
    const buffer = this.own(gl.createBuffer());
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, width, gl.FLOAT, false, 0, 0);
    return buffer;
  }

  indexBuffer(indices) {
    const { gl } = this;
    const buffer = this.own(gl.createBuffer());
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    return buffer;
  }

  // Decode the pictures that are used; one that the browser cannot decode is left out.
  async textures({ parts, images }) {
    const found = new Map();
    const coloured = new Set(parts.map((part) => part.material.colourImage));
    const used = new Set([...coloured, ...parts.map((part) => part.material.surfaceImage)]);
    for (const index of used) {
      const bitmap = images[index] && (await decoded(images[index]));
      if (bitmap) found.set(index, this.texture(bitmap, coloured.has(index)));
    }
    return found;
  }

  texture(bitmap, isColour) {
    const { gl } = this;
    const texture = this.own(gl.createTexture());
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, isColour ? gl.SRGB8_ALPHA8 : gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    const sharper = gl.getExtension("EXT_texture_filter_anisotropic");
    if (sharper) gl.texParameteri(gl.TEXTURE_2D, sharper.TEXTURE_MAX_ANISOTROPY_EXT, 4);
    bitmap.close();
    return texture;
  }

  // ---------------------------------------------------------------------------------------------------- drawing
  redraw() {
    this.frame ??= requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    this.frame = null;
    const { gl, canvas } = this;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio].map(Math.round);
    if (width === 0 || height === 0 || gl.isContextLost()) return;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (!this.model) return;
    if (this.clip) this.pose(now);
    const camera = this.orbit.camera(width / height);
    this.drawShadow(camera);
    this.drawModel(camera);
    if (this.options.wireframe) this.drawLines(camera);
    if (this.options.turn) this.goOn(now);
  }

  goOn(now) {
    // A long pause (a hidden tab) must not become a jump.
    this.orbit.drift(Math.min(now - (this.drawn ?? now), 50) / 1000);
    this.drawn = now;
  }

  // Move the skins to where the clip has them; it is played again and again.
  pose(now) {
    const { gl, model, clip } = this;
    this.seconds = this.posedAt === null ? 0 : this.seconds + Math.min(now - this.posedAt, 100) / 1000;
    this.posedAt = now;
    const worlds = posed(model.rig, clip, this.seconds % clip.seconds);
    for (const part of model.parts) {
      if (part.skin === null) continue;
      const { positions, normals } = followed(part, model.rig.skins[part.skin], worlds);
      [positions, normals].forEach((numbers, i) => {
        gl.bindBuffer(gl.ARRAY_BUFFER, part.moving[i]);
        gl.bufferSubData(gl.ARRAY_BUFFER, 0, numbers);
      });
    }
    this.redraw();
  }

  drawShadow({ eye, matrix }) {
    const { gl, model, orbit } = this;
    const { uniforms } = this.use("shadow", matrix);
    const reach = [0, 2].map((axis) => (model.high[axis] - model.low[axis]) * 0.5 + orbit.radius * 0.35);
    gl.uniform3f(uniforms.middle, orbit.target[0], model.low[1], orbit.target[2]);
    gl.uniform2f(uniforms.reach, reach[0], reach[1]);
    gl.uniform1f(uniforms.strength, eye[1] > model.low[1] ? 0.32 : 0);
    gl.bindVertexArray(this.nothing);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    gl.disable(gl.BLEND);
  }

  drawModel({ eye, matrix }) {
    const { gl } = this;
    const { uniforms } = this.use("model", matrix);
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(1, 1); // so that the lines lie on the faces
    gl.uniform3fv(uniforms.eye, eye);
    gl.uniform1i(uniforms.colourImage, 0);
    gl.uniform1i(uniforms.surfaceImage, 1);
    for (const part of this.model.parts) {
      const { colour, metallic, roughness, cutoff } = part.material;
      const textured = this.options.texture;
      gl.uniform4fv(uniforms.colour, textured ? colour : CLAY);
      gl.uniform2f(uniforms.surface, textured ? metallic : 0, textured ? roughness : 0.8);
      gl.uniform1f(uniforms.cutoff, textured ? cutoff : 0);
      gl.activeTexture(gl.TEXTURE1);
      gl.bindTexture(gl.TEXTURE_2D, textured ? part.surfaceImage : this.white);
      gl.activeTexture(gl.TEXTURE0);
      gl.bindTexture(gl.TEXTURE_2D, textured ? part.colourImage : this.white);
      gl.bindVertexArray(part.array);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, part.faces);
      gl.drawElements(gl.TRIANGLES, part.indices.length, gl.UNSIGNED_INT, 0);
    }
    gl.disable(gl.POLYGON_OFFSET_FILL);
  }

  drawLines({ matrix }) {
    const { gl } = this;
    const { uniforms } = this.use("lines", matrix);
    // The style sheet knows the colour scheme; the colour of the canvas says what the lines are to be.
    const [red, green, blue, alpha = 1] = getComputedStyle(this.canvas).color.match(/[\d.]+/g).map(Number);
    gl.uniform4f(uniforms.colour, red / 255, green / 255, blue / 255, alpha);
    gl.enable(gl.BLEND);
    gl.depthFunc(gl.LEQUAL);
    gl.depthMask(false);
    for (const part of this.model.parts) {
      gl.bindVertexArray(part.array);
      part.edges ??= this.indexBuffer(edges(part.indices));
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, part.edges);
      gl.drawElements(gl.LINES, part.indices.length * 2, gl.UNSIGNED_INT, 0);
    }
    gl.depthMask(true);
    gl.disable(gl.BLEND);
  }

  use(name, matrix) {
    const chosen = this.programs[name];
    this.gl.useProgram(chosen.program);
    this.gl.uniformMatrix4fv(chosen.uniforms.camera, false, matrix);
    return chosen;
  }
}

function program(gl, vertex, fragment) {
  const linked = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(linked, shader);
  }
  gl.linkProgram(linked);
  if (!gl.getProgramParameter(linked, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`The 3D view does not work here: ${gl.getProgramInfoLog(linked)}`);
  }
  const uniforms = {};
  for (let i = 0; i < gl.getProgramParameter(linked, gl.ACTIVE_UNIFORMS); i++) {
    const { name } = gl.getActiveUniform(linked, i);
    uniforms[name] = gl.getUniformLocation(linked, name);
  }
  return { program: linked, uniforms };
}

async function decoded(blob) {
  const options = { premultiplyAlpha: "none", colorSpaceConversion: "none" };
  try {
    const bitmap = await createImageBitmap(blob, options);
    if (Math.max(bitmap.width, bitmap.height) <= MAX_TEXTURE) return bitmap;
    const scale = MAX_TEXTURE / Math.max(bitmap.width, bitmap.height);
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
    return await createImageBitmap(bitmap, { ...options, resizeWidth: width, resizeHeight: height });
  } catch {
    return null;
  }
}

function edges(indices) {
  const found = new Uint32Array(indices.length * 2);
  for (let i = 0, to = 0; i < indices.length; i += 3) {
    for (const [a, b] of [[0, 1], [1, 2], [2, 0]]) {
      found[to++] = indices[i + a];
      found[to++] = indices[i + b];
    }
  }
  return found;
}
