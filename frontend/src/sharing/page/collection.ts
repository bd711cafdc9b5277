/** How what an exported page is to hold is asked for. */

import type { PageSource } from "../../api";
import type { BlockSink } from "./stack";

/** So much is asked for at once. */
const REQUEST_BYTES = 4_000_000;

/** How the requests are made, where what they bring goes, and whether it is still wanted. */
export interface Collection {
  readonly server: PageSource;
  readonly sink: BlockSink;
  readonly signal: AbortSignal;
  /** Tells of bytes that have arrived, as the plan counts them. */
  arrived(bytes: number): void;
}

/** Steps as they can be asked for at once. */
export function* batches(steps: readonly number[], bytesPerStep: number): Generator<readonly number[]> {
  const size = Math.max(1, Math.floor(REQUEST_BYTES / Math.max(1, bytesPerStep)));
  for (let start = 0; start < steps.length; start += size) {
    yield steps.slice(start, start + size);
  }
}
