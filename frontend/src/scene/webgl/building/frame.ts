/** What a building stands on: the plate of each floor, shadows under the slabs, and the shaft of the residual stream. */

import {
  BoxGeometry,
  GLSL3,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  Quaternion,
  ShaderMaterial,
  SRGBColorSpace,
  Vector3,
} from "three";
import { type Disposable, DisposableStore } from "../../../disposables";
import type { BuildingPlan, Vector } from "../../../store/building/plan";
import type { Rgb } from "../../../store/colors";

const SHAFT_THICKNESS = 0.07;
const SHADOW_DEPTH = 0.3;

const VERTEX_SHADER = /* glsl */ `
  in vec4 place; // the back left corner, and the width
  in float depth;
  in float isShadow;
  out vec2 share;
  flat out float shadow;
  flat out vec2 extent;

  void main() {
    share = position.xy + 0.5;
    shadow = isShadow;
    extent = vec2(place.w, depth);
    vec3 corner = place.xyz + vec3(share.x * place.w, 0.0, share.y * depth);
    gl_Position = projectionMatrix * modelViewMatrix * vec4(corner, 1.0);
  }
`;

const FRAGMENT_SHADER = /* glsl */ `
  uniform vec3 plateColor;
  uniform vec3 lineColor;
  uniform float plateOpacity;
  uniform float shadowStrength;
  in vec2 share;
  flat in float shadow;
  flat in vec2 extent;
  out vec4 color;

  void main() {
    vec2 inside = min(share, 1.0 - share) * extent; // from the edges, in the building's units
    if (shadow > 0.5) {
      float middle = 1.0 - abs(share.y * 2.0 - 1.0);
      float ends = smoothstep(0.0, 0.12, inside.x);
      color = vec4(0.0, 0.0, 0.0, shadowStrength * middle * middle * ends);
      return;
    }
    vec2 pixels = inside / max(fwidth(share) * extent, vec2(1e-6));
    float edge = 1.0 - smoothstep(0.5, 1.5, min(pixels.x, pixels.y));
    // Lighter towards the front, so that plates above each other stay apart.
    float light = 0.55 + 0.45 * share.y;
    color = vec4(mix(plateColor, lineColor, edge), mix(plateOpacity * light, 0.75, edge));
  }
`;

export interface FrameColors {
  readonly plate: Rgb;
  readonly line: Rgb;
  readonly shaft: Rgb;
  readonly shadowStrength: number;
}

export class BuildingFrame implements Disposable {
  readonly object = new Group();
  private readonly disposables = new DisposableStore();
  private readonly plates = this.disposables.add(
    new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX_SHADER,
      fragmentShader: FRAGMENT_SHADER,
      transparent: true,
      depthWrite: false,
      side: 2,
      uniforms: {
        plateColor: { value: new Vector3() },
        lineColor: { value: new Vector3() },
        plateOpacity: { value: 0.85 },
        shadowStrength: { value: 0.3 },
      },
    }),
  );
  private readonly shaft = this.disposables.add(new MeshBasicMaterial());

  constructor(plan: BuildingPlan) {
    this.object.add(this.ground(plan), this.stream(plan));
  }

  setColors({ plate, line, shaft, shadowStrength }: FrameColors): void {
    this.plates.uniforms["plateColor"]?.value.set(...plate);
    this.plates.uniforms["lineColor"]?.value.set(...line);
    const strength = this.plates.uniforms["shadowStrength"];
    if (strength !== undefined) {
      strength.value = shadowStrength;
    }
    this.shaft.color.setRGB(...shaft, SRGBColorSpace);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Plates and shadows in one draw call, the plates first. */
  private ground({ floors, slabs }: BuildingPlan): Mesh {
    const plates = floors.map(({ x, y, z, width, depth }) => ({ place: [x, y, z - depth, width], depth, shadow: 0 }));
    const shadows = slabs.map(({ x, z, width, floor }) => ({
      place: [x, (floors[floor]?.y ?? 0) + 0.004, z - SHADOW_DEPTH / 2, width],
      depth: SHADOW_DEPTH,
      shadow: 1,
    }));
    const all = [...plates, ...shadows];
    const plane = new PlaneGeometry(1, 1);
    const geometry = this.disposables.add(new InstancedBufferGeometry());
    geometry.index = plane.index;
    geometry.setAttribute("position", plane.getAttribute("position"));
    geometry.setAttribute(
      "place",
      new InstancedBufferAttribute(Float32Array.from(all.flatMap(({ place }) => place)), 4),
    );
    geometry.setAttribute(
      "depth",
      new InstancedBufferAttribute(
        Float32Array.from(all, ({ depth }) => depth),
        1,
      ),
    );
    geometry.setAttribute(
      "isShadow",
      new InstancedBufferAttribute(
        Float32Array.from(all, ({ shadow }) => shadow),
        1,
      ),
    );
    geometry.instanceCount = all.length;
    const mesh = new Mesh(geometry, this.plates);
    mesh.frustumCulled = false;
    return mesh;
  }

  private stream({ shaft }: BuildingPlan): InstancedMesh {
    const box = this.disposables.add(new BoxGeometry(1, 1, 1));
    const mesh = this.disposables.add(new InstancedMesh(box, this.shaft, shaft.length));
    for (const [index, [from, to]] of shaft.entries()) {
      mesh.setMatrixAt(index, beam(from, to));
    }
    mesh.frustumCulled = false;
    return mesh;
  }
}

/** Makes a unit box the beam between two points, of which two coordinates are the same. */
function beam(from: Vector, to: Vector): Matrix4 {
  const middle = new Vector3(...from).add(new Vector3(...to)).multiplyScalar(0.5);
  const reach = new Vector3(...to).sub(new Vector3(...from));
  const size = new Vector3(...reach.toArray().map((length) => Math.abs(length) + SHAFT_THICKNESS));
  return new Matrix4().compose(middle, new Quaternion(), size);
}
