/** All slabs of a building in one draw call: instanced boxes whose faces the shader fills with cells. */

import {
  BoxGeometry,
  type DataTexture,
  DoubleSide,
  DynamicDrawUsage,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  type IUniform,
  Mesh,
  ShaderMaterial,
  Vector3,
} from "three";
import type { Disposable } from "../../../disposables";
import type { Slab } from "../../../store/building/plan";
import { slabRange } from "../../../store/network/coloring";
import type { TileSnapshot } from "../../../store/network/history";
import { largestCode } from "../../../store/network/quantities";
import { CodesTexture } from "./codes_texture";
import { SLAB_FRAGMENT_SHADER, SLAB_VERTEX_SHADER } from "./slab_shaders";

/** Of a slab, in the building's units. */
const THICKNESS = 0.035;

type Color = readonly [number, number, number];

/** What all slabs of a view have in common. */
export interface SlabStyle {
  /** 0 where each slab has a range of its own. */
  readonly commonRange: number;
  readonly relief: number;
  readonly opacity: number;
  readonly background: Color;
  readonly ink: Color;
  readonly absent: Color;
  readonly broken: Color;
  readonly targetDistance: number;
  readonly reach: number;
}

/** A snapshot in one of the two textures. */
interface Slot {
  codes: CodesTexture | null;
  tiles: TileSnapshot | null;
}

export class SlabsMesh implements Disposable {
  readonly object: Mesh;
  /** What finds and colours a cell: the snapshots and how they are read. */
  readonly sharedUniforms: Readonly<Record<string, IUniform>>;
  private readonly geometry = new InstancedBufferGeometry();
  private readonly material: ShaderMaterial;
  private readonly decoding: InstancedBufferAttribute;
  private readonly problems: InstancedBufferAttribute;
  private readonly slots: readonly [Slot, Slot] = [
    { codes: null, tiles: null },
    { codes: null, tiles: null },
  ];

  constructor(
    readonly slabs: readonly Slab[],
    colors: DataTexture,
    private readonly largestSide: number,
  ) {
    const box = new BoxGeometry(1, 1, 1);
    this.geometry.index = box.index;
    for (const name of ["position", "normal"]) {
      this.geometry.setAttribute(name, box.getAttribute(name));
    }
    this.geometry.instanceCount = slabs.length;
    const each = (size: number, numbers: (slab: Slab) => readonly number[]): InstancedBufferAttribute =>
      new InstancedBufferAttribute(Float32Array.from(slabs.flatMap(numbers)), size);
    this.geometry.setAttribute(
      "place",
      each(4, ({ x, y, z }) => [x, y, z, THICKNESS]),
    );
    this.geometry.setAttribute(
      "size",
      each(2, ({ width, height }) => [width, height]),
    );
    this.geometry.setAttribute(
      "span",
      each(4, ({ rows, columns }) => [...rows, ...columns]),
    );
    this.geometry.setAttribute("tile", each(4, tileOf));
    this.decoding = each(4, () => [-1, -1, 1, 1]).setUsage(DynamicDrawUsage);
    this.problems = each(1, () => [0]).setUsage(DynamicDrawUsage);
    this.geometry.setAttribute("decoding", this.decoding);
    this.geometry.setAttribute("problem", this.problems);
    this.sharedUniforms = {
      before: { value: null },
      after: { value: null },
      colors: { value: colors },
      fraction: { value: 0 },
      largestCode: { value: 1 },
      commonRange: { value: 0 },
      absentColor: { value: new Vector3() },
      brokenColor: { value: new Vector3() },
    };
    this.material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: SLAB_VERTEX_SHADER,
      fragmentShader: SLAB_FRAGMENT_SHADER,
      side: DoubleSide,
      uniforms: {
        ...this.sharedUniforms,
        relief: { value: 0 },
        opacity: { value: 1 },
        background: { value: new Vector3() },
        ink: { value: new Vector3() },
        targetDistance: { value: 1 },
        reach: { value: 1 },
      },
    });
    this.object = new Mesh(this.geometry, this.material);
    this.object.frustumCulled = false;
  }

  get gpuBytes(): number {
    return this.slots.reduce((sum, { codes }) => sum + (codes?.bytes ?? 0), 0);
  }

  /** Shows a moment between two snapshots; only one that was not shown last is sent to the GPU. */
  show(before: TileSnapshot, after: TileSnapshot, fraction: number): void {
    const [first, second] = this.slots;
    const isTurned = second.tiles === before || first.tiles === after;
    const [beforeSlot, afterSlot] = isTurned ? [second, first] : [first, second];
    this.fill(beforeSlot, before);
    if (after !== before || afterSlot.tiles === null) {
      this.fill(afterSlot, after);
    }
    this.set("fraction", isTurned ? 1 - fraction : fraction);
    this.set("largestCode", largestCode(before.codes));
    this.set("before", first.codes?.texture);
    this.set("after", second.codes?.texture);
  }

  /** Marks the slabs of parameters some of whose weights are not finite. */
  mark(isBroken: (parameter: number) => boolean): void {
    const marks = this.slabs.map(({ parameter }) => (isBroken(parameter) ? 1 : 0));
    if (marks.some((mark, index) => mark !== this.problems.array[index])) {
      this.problems.array.set(marks);
      this.problems.needsUpdate = true;
    }
  }

  style(style: SlabStyle): void {
    const { background, ink, absent, broken, opacity, ...numbers } = style;
    for (const [name, value] of Object.entries({ ...numbers, opacity })) {
      this.set(name, value);
    }
    for (const [name, value] of Object.entries({ background, ink, absentColor: absent, brokenColor: broken })) {
      this.material.uniforms[name]?.value.set(...value);
    }
    this.material.transparent = opacity < 1;
    this.material.depthWrite = opacity >= 1;
  }

  /** Where a slab's codes lie, four numbers as the shader takes them. */
  layoutOf(slab: number): readonly number[] {
    const its = this.slabs[slab];
    return its === undefined ? [0, 0, 0, 0] : tileOf(its);
  }

  /** Scales and ranges of a slab before and after. */
  decodingOf(slab: number): number[] {
    return Array.from(this.decoding.array.slice(slab * 4, slab * 4 + 4));
  }

  setColors(colors: DataTexture): void {
    this.set("colors", colors);
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
    for (const { codes } of this.slots) {
      codes?.dispose();
    }
  }

  private fill(slot: Slot, tiles: TileSnapshot): void {
    if (slot.tiles === tiles) {
      return;
    }
    if (slot.codes === null || !slot.codes.fits(tiles.codes)) {
      slot.codes?.dispose();
      slot.codes = new CodesTexture(tiles.codes.length, tiles.codes instanceof Int16Array, this.largestSide);
    }
    slot.codes.fill(tiles.codes);
    slot.tiles = tiles;
    const place = slot === this.slots[0] ? 0 : 1;
    for (const [index, { parameter }] of this.slabs.entries()) {
      const scale = tiles.scales[parameter] ?? Number.NaN;
      this.decoding.array[index * 4 + place] = Number.isNaN(scale) ? -1 : scale;
      this.decoding.array[index * 4 + 2 + place] = slabRange(tiles, parameter);
    }
    this.decoding.needsUpdate = true;
  }

  private set(name: string, value: unknown): void {
    const uniform = this.material.uniforms[name]; // those that are shared too
    if (uniform !== undefined) {
      uniform.value = value;
    }
  }
}

function tileOf({ tileOffset, tileColumns, isTurned, heads, headAxis }: Slab): readonly number[] {
  return [tileOffset, tileColumns, isTurned ? 1 : 0, headAxis === 1 ? -heads : heads];
}
