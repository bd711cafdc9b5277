/** The points of one run on the GPU: two snapshots and how far the picture is from the one to the other. */

import {
  BufferAttribute,
  BufferGeometry,
  type DataTexture,
  GLSL3,
  Group,
  Points,
  ShaderMaterial,
  Sphere,
  Vector2,
  Vector3,
  Vector4,
} from "three";
import type { Disposable } from "../../../disposables";
import { bracketOf, type CloudHistory } from "../../../store/history";
import { spreadIndices } from "../../../store/spread";
import type { CloudLook } from "../../cloud_look";
import { CloudShadows, type ShadowStyle } from "./cloud_shadows";
import { CloudSlot } from "./cloud_slot";
import { POINT_FRAGMENT_SHADER, POINT_VERTEX_SHADER } from "./point_shaders";

/** What the points look like, the same for all runs of a view. */
export interface PointStyle extends ShadowStyle {
  readonly valueRange: readonly [number, number];
  readonly pointPixels: number;
  /** Distance from the camera at which a point has its size. */
  readonly focusDistance: number;
  /** Distance from the camera to what it looks at. */
  readonly targetDistance: number;
  readonly background: readonly [number, number, number];
  /** Share of a large cloud's points that is drawn, and of those that are far from the camera. */
  readonly pointShare: number;
  readonly farShare: number;
  /** Whether a pixel has several samples. */
  readonly isMultisampled: boolean;
}

const NO_COLOR = [0, 0, 0] as const;
/** A cloud of so few points is always drawn in full. */
const FEW_POINTS = 2000;

export class CloudPoints implements Disposable {
  readonly object = new Group();
  readonly points: number;
  /** Rows in an order of which any beginning is a fair sample; null until not all of them are drawn. */
  private order: BufferAttribute | null = null;
  private readonly geometry = new BufferGeometry();
  private readonly material: ShaderMaterial;
  private readonly shadows: CloudShadows;
  private readonly fraction = { value: 0 };
  private readonly pointPixels = { value: 6 };
  private readonly focusDistance = { value: 1 };
  private readonly slots: readonly [CloudSlot, CloudSlot];

  constructor(points: number, colors: DataTexture) {
    this.points = points;
    this.slots = [new CloudSlot(this.geometry, "before", points), new CloudSlot(this.geometry, "after", points)];
    // Three.js counts vertices by this name.
    this.geometry.setAttribute("position", this.slots[0].places);
    this.geometry.setDrawRange(0, points);
    this.geometry.boundingSphere = new Sphere(new Vector3(), Number.POSITIVE_INFINITY);
    const shared = { fraction: this.fraction, pointPixels: this.pointPixels, focusDistance: this.focusDistance };
    this.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: POINT_VERTEX_SHADER,
      fragmentShader: POINT_FRAGMENT_SHADER,
      alphaToCoverage: true,
      uniforms: {
        ...shared,
        targetDistance: { value: 1 },
        valueRange: { value: new Vector2(0, 1) },
        colors: { value: colors },
        background: { value: new Vector3() },
        runColor: { value: new Vector4() },
        opacity: { value: 1 },
        farShare: { value: 1 },
      },
    });
    this.shadows = new CloudShadows(this.geometry, points, shared);
    const balls = new Points(this.geometry, this.material);
    balls.frustumCulled = false;
    this.object.add(balls, this.shadows.object);
    this.object.matrixAutoUpdate = false;
  }

  /** Shows a step of a history; only a snapshot, or numbers, that were not shown last are sent to the GPU. */
  show(history: CloudHistory, step: number, style: PointStyle, look: CloudLook): void {
    const bracket = bracketOf(history.snapshots, step);
    const before = history.snapshots[bracket.before];
    const after = history.snapshots[bracket.after];
    if (before === undefined || after === undefined) {
      return;
    }
    const [first, second] = this.slots;
    const isTurned = second.snapshot === before || (first.snapshot === after && after !== before);
    const [beforeSlot, afterSlot] = isTurned ? [second, first] : [first, second];
    beforeSlot.show(before, look.values(before));
    if (after !== before || afterSlot.snapshot === null) {
      afterSlot.show(after, look.values(after));
    }
    this.fraction.value = isTurned ? 1 - bracket.fraction : bracket.fraction;
    this.pointPixels.value = style.pointPixels;
    this.focusDistance.value = style.focusDistance;
    this.material.uniforms["valueRange"]?.value.set(...style.valueRange);
    this.material.uniforms["background"]?.value.set(...style.background);
    this.material.uniforms["runColor"]?.value.set(...(look.color ?? NO_COLOR), look.color === null ? 0 : 1);
    setUniform(this.material, "targetDistance", style.targetDistance);
    this.shadows.show(style);
    this.spare(style);
    this.blend(style);
  }

  /** How many of the points are drawn. */
  get drawnPoints(): number {
    return this.geometry.drawRange.count;
  }

  /** Draws as many points as the machine can do. */
  private spare({ pointShare, farShare }: PointStyle): void {
    this.draw(Math.min(this.points, Math.max(FEW_POINTS, Math.ceil(this.points * pointShare))));
    setUniform(this.material, "farShare", this.points > FEW_POINTS ? farShare : 1);
  }

  /** Smooths the points' edges by the samples of a pixel, which need no order, and by blending where there are none. */
  private blend({ opacity, isMultisampled }: PointStyle): void {
    const { material } = this;
    setUniform(material, "opacity", opacity);
    const isOpaque = opacity >= 1;
    const isCovering = isOpaque && isMultisampled;
    if (material.alphaToCoverage !== isCovering || material.depthWrite !== isOpaque) {
      material.alphaToCoverage = isCovering;
      material.transparent = !isCovering;
      material.depthWrite = isOpaque;
      material.needsUpdate = true;
    }
  }

  /** Draws so many of the points. */
  private draw(count: number): void {
    this.geometry.setDrawRange(0, count);
    if (count < this.points) {
      this.order ??= new BufferAttribute(spreadIndices(this.points), 1);
    }
    // In the order in which they lie in memory is fastest.
    const index = count < this.points ? this.order : null;
    if (this.geometry.index !== index) {
      this.geometry.setIndex(index);
    }
  }

  /** What the two snapshots take on the GPU, and their order, which is kept here too. */
  get gpuBytes(): number {
    const [first, second] = this.slots;
    return first.bytes + second.bytes + 2 * (this.order?.array.byteLength ?? 0);
  }

  /** Takes another colour table, after the theme has changed. */
  setColors(colors: DataTexture): void {
    setUniform(this.material, "colors", colors);
  }

  dispose(): void {
    // What is not part of the geometry just now would be left on the GPU.
    this.geometry.setIndex(this.order);
    this.geometry.dispose();
    this.material.dispose();
    this.shadows.dispose();
  }
}

function setUniform(material: ShaderMaterial, name: string, value: unknown): void {
  const uniform = material.uniforms[name];
  if (uniform !== undefined) {
    uniform.value = value;
  }
}
