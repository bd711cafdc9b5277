/** The memory account over time: its limit, what it holds, and which snapshots find no room in it. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { type Choices, shownQuantity } from "./choices";
import type { Laid, Span } from "./comparison/alignment";
import type { CloudHistory } from "./history";
import { type Logged, loggedSteps } from "./left_out";
import { MEGABYTE } from "./memory";
import { type MemoryAccount, memoryAccount, totalBytes } from "./memory_account";
import type { NetworkHistory } from "./network/history";
import type { Dense } from "./thinning";

export interface MemoryStore {
  readonly limitBytes: ReadonlySignal<number>;
  /** Bytes of everything that is kept, by what it is. */
  readonly account: ReadonlySignal<MemoryAccount>;
  /** Bytes of everything that is kept, on the GPU too. */
  readonly bytes: ReadonlySignal<number>;
  /** How many snapshots the view in front could show, and which of them find no room. */
  readonly logged: ReadonlySignal<Logged>;
}

/** What the account is made of. */
export interface Kept {
  readonly choices: ReadonlySignal<Choices>;
  readonly clouds: ReadonlySignal<readonly CloudHistory[]>;
  readonly networks: ReadonlySignal<readonly NetworkHistory[] | null>;
  /** What the latest frame took on the GPU. */
  readonly drawn: ReadonlySignal<{ readonly gpuBytes: number } | null>;
  readonly snapshotSteps: ReadonlySignal<readonly number[]>;
  readonly dense: ReadonlySignal<Dense>;
  /** How a run of this span is laid along the axis. */
  laid(span: Span | null): Laid;
}

/** The account of what is kept. */
export function createMemory({ choices, clouds, networks, drawn, snapshotSteps, dense, laid }: Kept): MemoryStore {
  const limitBytes = computed(() => choices.value.settings.memoryLimitMb * MEGABYTE);
  const view = computed(() => choices.value.view);
  const quantity = computed(() => shownQuantity(choices.value));
  // A frame may have computed differences, which are kept: so the account follows the frames.
  const account = computed(() => memoryAccount(clouds.value, networks.value ?? [], drawn.value?.gpuBytes ?? 0));
  return {
    limitBytes,
    account,
    bytes: computed(() => totalBytes(account.value)),
    logged: computed(() =>
      loggedSteps({
        view: view.value,
        quantity: quantity.value,
        clouds: clouds.value,
        networks: networks.value ?? [],
        limitBytes: limitBytes.value,
        dense: dense.value,
        laid,
        kept: snapshotSteps.value,
      }),
    ),
  };
}
