/** The slabs' shaders: they find each cell's code, decode it, mix two snapshots and colour the result. */

/** Finds the value of a cell; `layout_` and `scales` of its slab must be declared before. */
export const CELL_VALUES = /* glsl */ `
  uniform highp isampler2DArray before;
  uniform highp isampler2DArray after;
  uniform float fraction;
  uniform float largestCode;
  uniform float commonRange; // 0: each slab has its own

  const float ABSENT = 2.0;
  const float BROKEN = 3.0;

  float codeAt(highp isampler2DArray codes, int index) {
    ivec3 size = textureSize(codes, 0);
    int row = index / size.x;
    return float(texelFetch(codes, ivec3(index - row * size.x, row % size.y, row / size.y), 0).r);
  }

  // A value as a share of the range, -1 to 1; ABSENT or BROKEN where there is none.
  float valueAt(highp isampler2DArray codes, int index, float scale, float range) {
    float code = codeAt(codes, index);
    if (code < -largestCode) {
      return scale < 0.0 ? ABSENT : BROKEN;
    }
    return scale < 0.0 ? ABSENT : clamp(code / largestCode * scale / max(range, 1e-30), -1.0, 1.0);
  }

  float cellValue(ivec2 cell) {
    int index = int(layout_.x) + cell.x * int(layout_.y) + cell.y;
    float rangeBefore = commonRange > 0.0 ? commonRange : scales.z;
    float rangeAfter = commonRange > 0.0 ? commonRange : scales.w;
    if (fraction <= 0.0) {
      return valueAt(before, index, scales.x, rangeBefore);
    }
    if (fraction >= 1.0) {
      return valueAt(after, index, scales.y, rangeAfter);
    }
    float a = valueAt(before, index, scales.x, rangeBefore);
    float b = valueAt(after, index, scales.y, rangeAfter);
    return max(a, b) > 1.5 ? max(a, b) : mix(a, b, fraction);
  }
`;

export const SLAB_VERTEX_SHADER = /* glsl */ `
  in vec4 place; // lower left corner, and thickness
  in vec2 size;
  in vec4 span; // rows from, to, columns from, to
  in vec4 tile; // offset, columns, whether turned, number of heads (negative: across the columns)
  in vec4 decoding; // scale before and after, range before and after; a negative scale: nothing was logged
  in float problem; // 1: some weights of the tensor are not finite
  out vec2 share; // 0 to 1 from the left, and from the top
  out vec3 side; // of the slab that faces here
  out float nearness;
  flat out vec4 cells;
  flat out vec4 layout_;
  flat out vec4 scales;
  flat out float isBroken;
  flat out vec2 extent;
  uniform float targetDistance;
  uniform float reach; // half of the depth in which slabs fade

  void main() {
    // The front, where cells are picked and written on, is in the slab's plane.
    vec3 corner = vec3(position.xy + 0.5, position.z - 0.5);
    vec4 inView = modelViewMatrix * vec4(place.xyz + vec3(corner.xy * size, corner.z * place.w), 1.0);
    gl_Position = projectionMatrix * inView;
    share = vec2(corner.x, 1.0 - corner.y);
    side = normal;
    nearness = clamp(0.5 - (-inView.z - targetDistance) / (2.0 * reach), 0.0, 1.0);
    cells = span;
    layout_ = tile;
    scales = decoding;
    isBroken = problem;
    extent = size;
  }
`;

export const SLAB_FRAGMENT_SHADER = /* glsl */ `
  uniform sampler2D colors;
  uniform float relief; // how far cells seem to stand out
  uniform float opacity;
  uniform vec3 background;
  uniform vec3 ink;
  uniform vec3 absentColor;
  uniform vec3 brokenColor;
  in vec2 share;
  in vec3 side;
  in float nearness;
  flat in vec4 cells;
  flat in vec4 layout_;
  flat in vec4 scales;
  flat in float isBroken;
  flat in vec2 extent;
  out vec4 color;

  ${CELL_VALUES}

  // The row and column of the tile at a place among the cells as they are drawn.
  ivec2 cellAt(vec2 at, vec2 count) {
    vec2 inside = clamp(floor(at), vec2(0.0), count - 1.0);
    return ivec2(layout_.z > 0.5 ? vec2(cells.x + inside.x, cells.z + inside.y) : vec2(cells.x + inside.y, cells.z + inside.x));
  }

  // How much of a line, one pixel wide, lies here; none where lines stand closer than a few pixels.
  float line(float at, float pixels, float closest) {
    float distance = abs(fract(at - 0.5) - 0.5) / max(pixels, 1e-6);
    return (1.0 - smoothstep(0.3, 1.1, distance)) * (1.0 - smoothstep(0.5 / closest, 1.0 / closest, pixels));
  }

  void main() {
    vec2 counts = vec2(cells.y - cells.x, cells.w - cells.z); // rows, columns
    vec2 count = layout_.z > 0.5 ? counts : counts.yx; // across, down
    vec2 at = share * count;
    vec2 pixel = fwidth(at); // cells a pixel
    // From afar every second, fourth, ... real weight, each at least a pixel: it neither blurs nor flickers.
    vec2 stride = exp2(floor(log2(max(pixel, vec2(1.0))) + 0.5));
    ivec2 cell = cellAt(floor(at / stride) * stride + floor(stride * 0.5), count);
    float value = cellValue(cell);
    vec3 hue = texture(colors, vec2(clamp(0.5 + 0.498 * value, 0.0, 1.0), 0.5)).rgb;

    if (value > 2.5) {
      hue = brokenColor;
    } else if (value > 1.5) {
      vec2 hatch = gl_FragCoord.xy * 0.125;
      hue = mix(absentColor, background, 0.35 * step(0.5, fract(hatch.x + hatch.y)));
    } else if (relief > 0.0) {
      float right = cellValue(cellAt(at + vec2(max(1.0, stride.x), 0.0), count));
      float below = cellValue(cellAt(at + vec2(0.0, max(1.0, stride.y)), count));
      vec2 slope = vec2(abs(right) > 1.5 ? 0.0 : value - right, abs(below) > 1.5 ? 0.0 : below - value) * relief;
      hue *= clamp(0.82 + dot(normalize(vec3(slope, 1.0)), vec3(-0.42, 0.5, 0.2)), 0.45, 1.5);
    }

    float gaps = max(line(at.x, pixel.x, 9.0), line(at.y, pixel.y, 9.0));
    hue = mix(hue, background, 0.55 * gaps);
    float heads = abs(layout_.w);
    if (heads > 1.5) {
      // Heads divide the rows, or the columns where their number is negative.
      bool across = (layout_.w < 0.0) != (layout_.z > 0.5);
      float along = (across ? share.x : share.y) * heads;
      float ruled = line(along, fwidth(along), 5.0) * step(0.5, along) * step(along, heads - 0.5);
      hue = mix(hue, ink, 0.6 * ruled);
    }
    vec2 edge = min(share, 1.0 - share) / max(fwidth(share), vec2(1e-6));
    float frame = 1.0 - smoothstep(0.4, 1.4, min(edge.x, edge.y));
    hue = mix(hue, ink, 0.28 * frame);
    if (isBroken > 0.5) {
      hue = mix(hue, brokenColor, 1.0 - smoothstep(2.2, 3.2, min(edge.x, edge.y)));
    }
    if (abs(side.z) < 0.5) {
      vec3 body = mix(background, ink, 0.34);
      hue = isBroken > 0.5 ? brokenColor : body * (side.y > 0.5 ? 1.15 : 0.8);
    }
    color = vec4(mix(background, hue, 0.62 + 0.38 * nearness), opacity);
  }
`;
