/** The relief's shaders: each cell of one slab is a column, as high as its value is large, under a light. */

import { CELL_VALUES } from "./slab_shaders";

export const RELIEF_VERTEX_SHADER = /* glsl */ `
  uniform vec3 place; // lower left corner
  uniform vec2 size;
  uniform vec4 cells; // rows from, to, columns from, to
  uniform vec4 layout_; // offset, columns, whether turned, heads
  uniform vec4 scales; // scale before and after, range before and after
  uniform float height; // of a column whose colour is full
  uniform sampler2D colors;
  uniform vec3 absentColor;
  uniform vec3 brokenColor;
  out vec3 hue;
  out vec3 facing;
  ${CELL_VALUES}

  void main() {
    ivec2 counts = ivec2(cells.y - cells.x, cells.w - cells.z); // rows, columns
    ivec2 cell = ivec2(gl_InstanceID / counts.y, gl_InstanceID % counts.y);
    float value = cellValue(ivec2(cells.xz) + cell);
    bool isNumber = value < 1.5;
    hue = texture(colors, vec2(clamp(0.5 + 0.498 * value, 0.0, 1.0), 0.5)).rgb;
    hue = isNumber ? hue : value > 2.5 ? brokenColor : absentColor;
    vec2 count = layout_.z > 0.5 ? vec2(counts) : vec2(counts.yx); // across, down
    vec2 at = layout_.z > 0.5 ? vec2(cell) : vec2(cell.yx);
    vec2 corner = (vec2(at.x, count.y - 1.0 - at.y) + 0.5 + position.xy * 0.94) / count;
    float reach = height * (isNumber ? abs(value) : 0.0) + 0.002;
    vec3 inPlan = vec3(place.xy + corner * size, place.z + (position.z + 0.5) * reach);
    facing = normal;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(inPlan, 1.0);
  }
`;

export const RELIEF_FRAGMENT_SHADER = /* glsl */ `
  in vec3 hue;
  in vec3 facing;
  out vec4 color;

  void main() {
    float light = 0.66 + 0.4 * max(0.0, dot(facing, normalize(vec3(-0.45, 0.75, 0.85))));
    color = vec4(hue * light, 1.0);
  }
`;
