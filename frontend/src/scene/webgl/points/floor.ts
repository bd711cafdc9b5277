/** The floor's grid, in the parameters' own units, and the three axes. */

import {
  BufferGeometry,
  Float32BufferAttribute,
  GLSL3,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  PlaneGeometry,
  ShaderMaterial,
  SRGBColorSpace,
  Vector2,
  Vector3,
} from "three";
import type { Disposable } from "../../../disposables";
import type { Frame } from "../../../store/frame";
import { gridOf } from "../../../store/grid";
import { AXIS_ENDS, AXIS_STARTS, FLOOR_HEIGHT } from "../../room";

const FLOOR_REACH = 2.6;

const GRID_VERTEX_SHADER = /* glsl */ `
  out vec2 place;

  void main() {
    vec4 world = modelMatrix * vec4(position, 1.0);
    place = world.xz;
    gl_Position = projectionMatrix * viewMatrix * world;
  }
`;

const GRID_FRAGMENT_SHADER = /* glsl */ `
  uniform vec2 center;
  uniform float radius;
  uniform float interval;
  uniform float fineness;
  uniform vec3 lineColor;
  uniform float strength;
  in vec2 place;
  out vec4 color;

  float lines(vec2 at) {
    vec2 width = fwidth(at) * 1.1;
    vec2 near = abs(fract(at - 0.5) - 0.5);
    vec2 drawn = (1.0 - smoothstep(vec2(0.0), width, near)) * clamp(1.0 / (width * 6.0), 0.0, 1.0);
    return max(drawn.x, drawn.y);
  }

  void main() {
    float fade = 1.0 - smoothstep(0.9, ${FLOOR_REACH.toFixed(1)}, length(place));
    vec2 at = (place * radius + center) / interval;
    float drawn = lines(at);
    if (fineness > 0.0) {
      drawn = max(drawn, lines(at * 10.0) * 0.45 * fineness);
    }
    color = vec4(lineColor, drawn * fade * strength);
  }
`;

export class Floor implements Disposable {
  readonly object = new Group();
  private readonly plane = new PlaneGeometry(2 * FLOOR_REACH, 2 * FLOOR_REACH);
  private readonly grid = new ShaderMaterial({
    glslVersion: GLSL3,
    vertexShader: GRID_VERTEX_SHADER,
    fragmentShader: GRID_FRAGMENT_SHADER,
    transparent: true,
    depthWrite: false,
    uniforms: {
      center: { value: new Vector2() },
      radius: { value: 1 },
      interval: { value: 1 },
      fineness: { value: 1 },
      lineColor: { value: new Vector3() },
      strength: { value: 1 },
    },
  });
  private readonly axisGeometry = new BufferGeometry();
  private readonly axisMaterial = new LineBasicMaterial({ transparent: true });

  constructor() {
    const plane = new Mesh(this.plane, this.grid);
    plane.rotation.x = -Math.PI / 2;
    plane.position.y = FLOOR_HEIGHT;
    plane.renderOrder = -2;
    const ends = AXIS_STARTS.flatMap((start, axis) => [...start, ...(AXIS_ENDS[axis] ?? start)]);
    this.axisGeometry.setAttribute("position", new Float32BufferAttribute(ends, 3));
    this.object.add(plane, new LineSegments(this.axisGeometry, this.axisMaterial));
  }

  /** Lays the grid under a frame; the lines stay where the coordinates are. */
  show(frame: Frame, line: readonly [number, number, number], strength: number): void {
    const { interval, fineness } = gridOf(frame.radius);
    const { uniforms } = this.grid;
    uniforms["center"]?.value.set(frame.center[0], frame.center[2]);
    for (const [name, value] of Object.entries({ radius: frame.radius, interval, fineness, strength })) {
      const uniform = uniforms[name];
      if (uniform !== undefined) {
        uniform.value = value;
      }
    }
    uniforms["lineColor"]?.value.set(...line);
    this.axisMaterial.color.setRGB(...line, SRGBColorSpace);
    this.axisMaterial.opacity = Math.min(1, strength * 1.6);
  }

  dispose(): void {
    this.plane.dispose();
    this.grid.dispose();
    this.axisGeometry.dispose();
    this.axisMaterial.dispose();
  }
}
