// The programs of the 3D view. Lights go with the camera, as in a photographer's studio, so that no side is dark.

export const MODEL_VERTEX = `#version 300 es
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec2 texcoord;
uniform mat4 camera;
out vec3 at;
out vec3 facing;
out vec2 place;
void main() {
  at = position;
  facing = normal;
  place = texcoord;
  gl_Position = camera * vec4(position, 1.0);
}`;

// Metallic-roughness shading after the glTF 2.0 appendix B, with two lights and a sky that is brighter above.
export const MODEL_FRAGMENT = `#version 300 es
precision highp float;
in vec3 at;
in vec3 facing;
in vec2 place;
uniform vec3 eye;
uniform vec4 colour;
uniform vec2 surface;
uniform float cutoff;
uniform sampler2D colourImage;
uniform sampler2D surfaceImage;
out vec4 seen;

const float PI = 3.14159265;

vec3 lit(vec3 n, vec3 v, vec3 l, vec3 base, vec3 f0, float a) {
  vec3 h = normalize(l + v);
  float nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 1e-3), nh = max(dot(n, h), 0.0), vh = max(dot(v, h), 0.0);
  float d = nh * nh * (a * a - 1.0) + 1.0;
  float spread = a * a / (PI * d * d);
  float visible = 0.5 / mix(2.0 * nl * nv, nl + nv, a);
  vec3 fresnel = f0 + (1.0 - f0) * pow(1.0 - vh, 5.0);
  return nl * (base * (1.0 - fresnel) + PI * spread * visible * fresnel);
}

vec3 encoded(vec3 linear) {
  vec3 c = clamp(linear, 0.0, 1.0);
  return mix(12.92 * c, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
}

void main() {
  vec4 texel = texture(colourImage, place) * colour;
  if (texel.a < cutoff) discard;
  vec4 measured = texture(surfaceImage, place);
  float roughness = clamp(measured.g * surface.y, 0.08, 1.0);
  float metallic = measured.b * surface.x;
  vec3 v = normalize(eye - at);
  vec3 n = normalize(facing);
  if (!(dot(n, n) > 0.5)) n = v;
  if (dot(n, v) < 0.0 && !gl_FrontFacing) n = -n;
  vec3 f0 = mix(vec3(0.04), texel.rgb, metallic);
  vec3 base = texel.rgb * (1.0 - metallic);
  vec3 side = normalize(cross(vec3(0.0, 1.0, 0.0), v) + vec3(1e-5));
  vec3 key = normalize(v + 0.7 * side + vec3(0.0, 0.9, 0.0));
  vec3 fill = normalize(v - 1.2 * side + vec3(0.0, 0.1, 0.0));
  vec3 sky = vec3(mix(0.26, 0.52, n.y * 0.5 + 0.5));
  vec3 mirrored = vec3(mix(0.15, 0.7, smoothstep(-0.4, 0.8, reflect(-v, n).y)));
  vec3 light = base * sky + f0 * mirrored * (1.0 - 0.5 * roughness);
  light += 0.58 * lit(n, v, key, base, f0, roughness * roughness);
  light += 0.16 * lit(n, v, fill, base, f0, roughness * roughness);
  seen = vec4(encoded(light), 1.0);
}`;

export const LINE_FRAGMENT = `#version 300 es
precision mediump float;
uniform vec4 colour;
out vec4 seen;
void main() {
  seen = vec4(colour.rgb * colour.a, colour.a);
}`;

// A soft shadow on the floor: a square that fades out from its middle.
export const SHADOW_VERTEX = `#version 300 es
uniform mat4 camera;
uniform vec3 middle;
uniform vec2 reach;
out vec2 place;
void main() {
  place = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  gl_Position = camera * vec4(middle + vec3(place.x * reach.x, 0.0, place.y * reach.y), 1.0);
}`;

export const SHADOW_FRAGMENT = `#version 300 es
precision mediump float;
in vec2 place;
uniform float strength;
out vec4 seen;
void main() {
  float fade = clamp(1.0 - length(place), 0.0, 1.0);
  seen = vec4(0.0, 0.0, 0.0, strength * fade * fade * (3.0 - 2.0 * fade));
}`;
