/** Stacks of arrays over time, as they lie in an exported page: in blocks, each of which is packed by itself. */

import type { PackedDtype } from "./planes";

export interface Stack {
  readonly dtype: PackedDtype;
  /** Numbers a snapshot. */
  readonly size: number;
  /** Ascending. */
  readonly steps: readonly number[];
  readonly blocks: readonly StackBlock[];
}

export interface StackBlock {
  /** Its number in the file. */
  readonly block: number;
  /** The first of its snapshots, and how many it has. */
  readonly first: number;
  readonly count: number;
}

/** Where blocks go. */
export interface BlockSink {
  /** Keeps bytes; their number in the file. */
  add(bytes: Uint8Array<ArrayBuffer>): Promise<number>;
}

/** Where blocks come from. */
export interface BlockSource {
  /** Rejects with `DecodeError` where there are none. */
  read(block: number): Promise<Uint8Array>;
}
