/** The points of one run on the GPU: two snapshots and how far the picture is from the one to the other. */

import {
  BufferAttribute,
  BufferGeometry,
  type DataTexture,
  DynamicDrawUsage,
  GLSL3,
  Group,
  Points,
  ShaderMaterial,
  Sphere,
  Vector2,
  Vector3,
} from "three";
import type { Disposable } from "../../../disposables";
import type { ColorBy } from "../../../store/choices";
import type { CloudHistory, CloudSnapshot } from "../../../store/history";
import { bracketOf } from "../../../store/history";
import { spreadIndices } from "../../../store/spread";
import { valuesOf } from "../../point_values";
import {
  POINT_FRAGMENT_SHADER,
  POINT_VERTEX_SHADER,
  SHADOW_FRAGMENT_SHADER,
  SHADOW_VERTEX_SHADER,
} from "./point_shaders";

/** What the points look like, the same for all runs of a view. */
export interface PointStyle {
  readonly colorBy: ColorBy;
  readonly valueRange: readonly [number, number];
  readonly pointPixels: number;
  /** Distance from the camera at which a point has its size. */
  readonly focusDistance: number;
  /** Distance from the camera to what it looks at. */
  readonly targetDistance: number;
  readonly floorHeight: number;
  readonly background: readonly [number, number, number];
  readonly shadowStrength: number;
  /** 0 to 1. */
  readonly opacity: number;
  /** Share of a large cloud's points that is drawn, and of those that are far from the camera. */
  readonly pointShare: number;
  readonly farShare: number;
}

/** A cloud of so few points is always drawn in full. */
const FEW_POINTS = 2000;

/** A snapshot in one of the two attributes. */
interface Slot {
  readonly attribute: BufferAttribute;
  snapshot: CloudSnapshot | null;
  colorBy: ColorBy | null;
}

export class CloudPoints implements Disposable {
  readonly object = new Group();
  readonly points: number;
  /** Rows in the order in which they are drawn, so that any beginning is a fair sample. */
  private readonly order: Uint32Array;
  private readonly geometry = new BufferGeometry();
  private readonly material: ShaderMaterial;
  private readonly shadow: ShaderMaterial;
  private readonly fraction = { value: 0 };
  private readonly pointPixels = { value: 6 };
  private readonly focusDistance = { value: 1 };
  private readonly slots: readonly [Slot, Slot];

  constructor(points: number, colors: DataTexture) {
    this.points = points;
    this.order = spreadIndices(points);
    this.slots = [this.slot("before"), this.slot("after")];
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
        opacity: { value: 1 },
        farShare: { value: 1 },
      },
    });
    this.shadow = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SHADOW_VERTEX_SHADER,
      fragmentShader: SHADOW_FRAGMENT_SHADER,
      transparent: true,
      depthWrite: false,
      uniforms: { ...shared, floorHeight: { value: 0 }, strength: { value: 0 } },
    });
    const balls = new Points(this.geometry, this.material);
    const shadows = new Points(this.geometry, this.shadow);
    shadows.renderOrder = -1;
    for (const object of [balls, shadows]) {
      object.frustumCulled = false;
    }
    this.object.add(balls, shadows);
    this.object.matrixAutoUpdate = false;
  }

  /** Shows a step of a history; only a snapshot that was not shown last is sent to the GPU. */
  show(history: CloudHistory, step: number, style: PointStyle): void {
    const bracket = bracketOf(history.snapshots, step);
    const before = history.snapshots[bracket.before];
    const after = history.snapshots[bracket.after];
    if (before === undefined || after === undefined) {
      return;
    }
    const [first, second] = this.slots;
    const isTurned = second.snapshot === before || first.snapshot === after;
    const [beforeSlot, afterSlot] = isTurned ? [second, first] : [first, second];
    this.fill(beforeSlot, before, history.rowIds, style.colorBy);
    if (after !== before) {
      this.fill(afterSlot, after, history.rowIds, style.colorBy);
    }
    this.fraction.value = isTurned ? 1 - bracket.fraction : bracket.fraction;
    this.pointPixels.value = style.pointPixels;
    this.focusDistance.value = style.focusDistance;
    this.material.uniforms["valueRange"]?.value.set(...style.valueRange);
    this.material.uniforms["background"]?.value.set(...style.background);
    setUniform(this.material, "targetDistance", style.targetDistance);
    setUniform(this.shadow, "floorHeight", style.floorHeight);
    setUniform(this.shadow, "strength", style.shadowStrength * style.opacity);
    this.spare(style);
  }

  /** How many of the points are drawn. */
  get drawnPoints(): number {
    return this.geometry.drawRange.count;
  }

  /** Draws as many points as the machine can do, as clearly as the user wants them. */
  private spare({ opacity, pointShare, farShare }: PointStyle): void {
    const wanted = Math.max(FEW_POINTS, Math.ceil(this.points * pointShare));
    this.geometry.setDrawRange(0, Math.min(this.points, wanted));
    setUniform(this.material, "farShare", this.points > FEW_POINTS ? farShare : 1);
    setUniform(this.material, "opacity", opacity);
    const isOpaque = opacity >= 1;
    if (this.material.alphaToCoverage !== isOpaque) {
      this.material.alphaToCoverage = isOpaque;
      this.material.transparent = !isOpaque;
      this.material.depthWrite = isOpaque;
      this.material.needsUpdate = true;
    }
  }

  /** What the two snapshots take on the GPU, and as copies that survive a lost context. */
  get gpuBytes(): number {
    return this.slots.reduce((sum, { attribute }) => sum + 2 * attribute.array.byteLength, this.order.byteLength);
  }

  /** Takes another colour table, after the theme has changed. */
  setColors(colors: DataTexture): void {
    setUniform(this.material, "colors", colors);
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
    this.shadow.dispose();
  }

  private slot(name: string): Slot {
    const attribute = new BufferAttribute(new Float32Array(this.points * 4), 4).setUsage(DynamicDrawUsage);
    this.geometry.setAttribute(name, attribute);
    if (name === "before") {
      this.geometry.setDrawRange(0, this.points);
      // Three.js counts vertices by this name.
      this.geometry.setAttribute("position", attribute);
    }
    return { attribute, snapshot: null, colorBy: null };
  }

  private fill(slot: Slot, snapshot: CloudSnapshot, rowIds: Float64Array, colorBy: ColorBy): void {
    if (slot.snapshot === snapshot && slot.colorBy === colorBy) {
      return;
    }
    const target = slot.attribute.array as Float32Array;
    const values = valuesOf(snapshot, rowIds, colorBy);
    for (let place = 0; place < this.points; place += 1) {
      const point = this.order[place] as number;
      target[place * 4] = snapshot.positions[point * 3] as number;
      target[place * 4 + 1] = snapshot.positions[point * 3 + 1] as number;
      target[place * 4 + 2] = snapshot.positions[point * 3 + 2] as number;
      target[place * 4 + 3] = values[point] as number;
    }
    slot.attribute.needsUpdate = true;
    slot.snapshot = snapshot;
    slot.colorBy = colorBy;
  }
}

function setUniform(material: ShaderMaterial, name: string, value: unknown): void {
  const uniform = material.uniforms[name];
  if (uniform !== undefined) {
    uniform.value = value;
  }
}
