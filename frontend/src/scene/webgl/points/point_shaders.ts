/** The points' shaders: they move and colour the points, so that the page's script has nothing to do between snapshots. */

/** At a snapshot the other one does not count, not even where it is not a number. */
const BETWEEN_SNAPSHOTS = /* glsl */ `
  vec3 between(vec3 before, vec3 after, float fraction) {
    return fraction <= 0.0 ? before : fraction >= 1.0 ? after : mix(before, after, fraction);
  }

  float between(float before, float after, float fraction) {
    return fraction <= 0.0 ? before : fraction >= 1.0 ? after : mix(before, after, fraction);
  }
`;

/** Places and measures a point between two snapshots. */
export const POINT_VERTEX_SHADER = /* glsl */ `
  ${BETWEEN_SNAPSHOTS}
  in vec3 before;
  in vec3 after;
  in float beforeValue;
  in float afterValue;
  uniform float fraction;
  uniform float pointPixels;
  uniform float focusDistance; // at which a point has its size
  uniform float targetDistance; // from the camera to what it looks at
  uniform vec2 valueRange;
  uniform float farShare; // of the points in the back that are drawn
  uniform sampler2D colors;
  uniform vec4 runColor; // instead of the table's where its last number is 1
  uniform vec3 background;
  flat out vec3 hue; // under full light
  flat out vec3 haze;
  flat out float pixels; // of its radius

  /** A number from 0 to 1 for each vertex, without any order. */
  float lot(uint vertex) {
    uint bits = (vertex ^ (vertex >> 16)) * 0x7feb352du;
    bits = (bits ^ (bits >> 15)) * 0x846ca68bu;
    return float((bits ^ (bits >> 16)) >> 8) / 16777216.0;
  }

  void main() {
    vec4 inView = modelViewMatrix * vec4(between(before, after, fraction), 1.0);
    gl_Position = projectionMatrix * inView;
    float distance = max(-inView.z, 1e-3);
    gl_PointSize = clamp(pointPixels * focusDistance / distance, 1.5, 4.0 * pointPixels);
    float value = between(beforeValue, afterValue, fraction);
    float place = clamp((value - valueRange.x) / max(valueRange.y - valueRange.x, 1e-20), 0.0, 1.0);
    vec3 unknown = vec3(0.55); // no such number was logged
    float nearness = 0.42 + 0.58 * clamp(1.0 - (distance - targetDistance + 1.0) * 0.5, 0.0, 1.0);
    vec3 valueColor = isnan(value) ? unknown : textureLod(colors, vec2(place, 0.5), 0.0).rgb;
    hue = nearness * mix(valueColor, runColor.rgb, runColor.a);
    haze = (1.0 - nearness) * background;
    pixels = gl_PointSize * 0.5;
    if (farShare < 1.0) {
      float drawn = mix(1.0, farShare, smoothstep(-0.4, 0.6, distance - targetDistance));
      if (lot(uint(gl_VertexID)) > drawn) {
        gl_Position = vec4(2.0, 2.0, 2.0, 1.0); // out of sight
      }
    }
  }
`;

/** A small ball under a light from above, fading into the background with its distance. */
export const POINT_FRAGMENT_SHADER = /* glsl */ `
  const vec3 LIGHT = vec3(-0.374, 0.701, 0.608); // of length 1
  uniform float opacity;
  flat in vec3 hue;
  flat in vec3 haze;
  flat in float pixels;
  out vec4 color;

  void main() {
    vec2 place = gl_PointCoord * 2.0 - 1.0;
    float square = dot(place, place);
    if (square >= 1.0) {
      discard;
    }
    float coverage = min(1.0, (1.0 - sqrt(square)) * pixels);
    vec3 normal = vec3(place.x, -place.y, sqrt(1.0 - square));
    float light = 0.74 + 0.34 * max(0.0, dot(normal, LIGHT));
    float rim = 1.0 - 0.28 * clamp((square - 0.52) * 2.1, 0.0, 1.0);
    color = vec4(haze + hue * (light * rim), coverage * opacity);
  }
`;

/** The points' shadows on the floor. */
export const SHADOW_VERTEX_SHADER = /* glsl */ `
  ${BETWEEN_SNAPSHOTS}
  in vec3 before;
  in vec3 after;
  uniform float fraction;
  uniform float pointPixels;
  uniform float focusDistance;
  uniform float floorHeight;

  void main() {
    vec4 placed = modelMatrix * vec4(between(before, after, fraction), 1.0);
    vec4 inView = viewMatrix * vec4(placed.x, floorHeight, placed.z, 1.0);
    gl_Position = projectionMatrix * inView;
    gl_PointSize = clamp(1.4 * pointPixels * focusDistance / max(-inView.z, 1e-3), 2.0, 5.0 * pointPixels);
  }
`;

export const SHADOW_FRAGMENT_SHADER = /* glsl */ `
  uniform float strength;
  out vec4 color;

  void main() {
    vec2 place = gl_PointCoord * 2.0 - 1.0;
    float inside = max(0.0, 1.0 - dot(place, place));
    color = vec4(0.0, 0.0, 0.0, strength * inside * inside * inside);
  }
`;
