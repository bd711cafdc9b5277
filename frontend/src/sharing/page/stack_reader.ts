/** Reads stacks block by block, when they are wanted. */

import { DecodeError } from "../../decode";
import { emptyData, type PackedData, unpackPlanes } from "./planes";
import type { BlockSource, Stack, StackBlock } from "./stack";

/** So many bytes of unpacked blocks are kept: a page asks for snapshots that lie far apart, so for most blocks each time. */
const KEPT_BYTES = 192_000_000;

/** Unpacks blocks, and keeps those that were wanted last. */
export class StackReader {
  private readonly kept = new Map<number, Promise<PackedData>>();
  private readonly sizes = new Map<number, number>();
  private keptBytes = 0;

  constructor(private readonly source: BlockSource) {}

  /** Some snapshots of a stack, one after the other. */
  async read(stack: Stack, indices: readonly number[]): Promise<PackedData> {
    const { size } = stack;
    const data = emptyData(stack.dtype, indices.length * size);
    for (const [place, index] of indices.entries()) {
      const block = stack.blocks.find(({ first, count }) => index >= first && index < first + count);
      if (block === undefined) {
        throw new DecodeError(`there is no snapshot ${index} of ${stack.steps.length}`);
      }
      // biome-ignore lint/performance/noAwaitInLoops: what is unpacked for one snapshot is there for the next
      const unpacked = await this.unpack(stack, block);
      data.set(unpacked.subarray((index - block.first) * size, (index - block.first + 1) * size), place * size);
    }
    return data;
  }

  private unpack(stack: Stack, { block, count }: StackBlock): Promise<PackedData> {
    const known = this.kept.get(block);
    if (known !== undefined) {
      this.kept.delete(block);
      this.kept.set(block, known);
      return known;
    }
    const data = this.source.read(block).then((bytes) => {
      const unpacked = unpackPlanes(bytes, stack.dtype, stack.size);
      if (unpacked.length !== count * stack.size) {
        throw new DecodeError(`block ${block} has ${unpacked.length} numbers, expected ${count * stack.size}`);
      }
      this.account(block, unpacked.byteLength);
      return unpacked;
    });
    this.kept.set(block, data);
    return data;
  }

  /** Lets go of those that were not wanted for longest. */
  private account(block: number, bytes: number): void {
    this.sizes.set(block, bytes);
    this.keptBytes += bytes;
    for (const other of this.kept.keys()) {
      if (this.keptBytes <= KEPT_BYTES) {
        return;
      }
      if (other !== block) {
        this.kept.delete(other);
        this.keptBytes -= this.sizes.get(other) ?? 0;
        this.sizes.delete(other);
      }
    }
  }
}
