/** One snapshot of a cloud on the GPU: its arrays as they came from the server, nothing re-packed. */

import { BufferAttribute, type BufferGeometry, DynamicDrawUsage } from "three";
import type { CloudSnapshot } from "../../../store/history";

export class CloudSlot {
  /** The one that was shown last. */
  snapshot: CloudSnapshot | null = null;
  /** Where the shader finds the coordinates. */
  readonly places: BufferAttribute;
  private readonly values: BufferAttribute;

  /** The shader knows the coordinates by `name`, and the numbers by which points are coloured as its `Value`. */
  constructor(geometry: BufferGeometry, name: string, points: number) {
    this.places = attribute(points, 3);
    this.values = attribute(points, 1);
    geometry.setAttribute(name, this.places);
    geometry.setAttribute(`${name}Value`, this.values);
  }

  get bytes(): number {
    return this.places.array.byteLength + this.values.array.byteLength;
  }

  /** Sends with the next frame what is not there yet. The arrays stay in use: a lost context is restored from them. */
  show(snapshot: CloudSnapshot, values: Float32Array): void {
    this.snapshot = snapshot;
    fill(this.places, snapshot.positions);
    fill(this.values, values);
  }
}

/** Until it is filled it holds zeros, which are never sent. */
function attribute(points: number, numbers: number): BufferAttribute {
  return new BufferAttribute(new Float32Array(points * numbers), numbers).setUsage(DynamicDrawUsage);
}

function fill(target: BufferAttribute, array: Float32Array): void {
  if (target.array !== array) {
    target.array = array;
    target.needsUpdate = true;
  }
}
