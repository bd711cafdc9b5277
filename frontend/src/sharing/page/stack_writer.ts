/** Writes a stack block by block, while its snapshots arrive. */

import { DecodeError, type TensorData } from "../../decode";
import { dtypeOf, ELEMENT_BYTES, type PackedDtype, packPlanes } from "./planes";
import type { BlockSink, Stack, StackBlock } from "./stack";

/** So many bytes are packed together: large enough for what changes between snapshots, small enough to be read in a moment. */
export const BLOCK_BYTES = 4_000_000;

export class StackWriter {
  private readonly steps: number[] = [];
  private readonly blocks: StackBlock[] = [];
  private readonly waiting: TensorData[] = [];
  private dtype: PackedDtype | null = null;

  constructor(
    private readonly size: number,
    private readonly sink: BlockSink,
  ) {}

  /** Takes the next snapshot; its memory must stay as it is until the stack has ended. */
  async add(step: number, data: TensorData): Promise<void> {
    this.dtype ??= dtypeOf(data);
    if (data.length !== this.size || dtypeOf(data) !== this.dtype) {
      throw new DecodeError(`found ${data.length} numbers at step ${step}, expected ${this.size} of ${this.dtype}`);
    }
    this.steps.push(step);
    this.waiting.push(data);
    if ((this.waiting.length + 1) * this.size * ELEMENT_BYTES[this.dtype] > BLOCK_BYTES) {
      await this.flush();
    }
  }

  async end(): Promise<Stack> {
    await this.flush();
    return { dtype: this.dtype ?? "F32", size: this.size, steps: this.steps, blocks: this.blocks };
  }

  private async flush(): Promise<void> {
    const snapshots = this.waiting.splice(0);
    if (snapshots.length > 0) {
      const block = await this.sink.add(packPlanes(snapshots, this.size));
      this.blocks.push({ block, first: this.steps.length - snapshots.length, count: snapshots.length });
    }
  }
}
