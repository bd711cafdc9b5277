/** What is known of how rows moved in the chosen interval, and whether anybody wants to know. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Movement, MovementRequest } from "../../api";
import type { Domain } from "../axis";
import type { Choices } from "../choices";
import type { Playhead } from "../playback";
import type { Refusal } from "../refusal";
import { type Interval, intervalOf } from "./interval";

/** An answer about a run; it stands until there is a newer one. */
export interface KnownMovement {
  readonly of: MovementRequest;
  /** Null where there is no answer but a refusal. */
  readonly found: Movement | null;
  readonly problem: Refusal | null;
}

export interface MovementStore {
  /** Whether the list of what changed is open. */
  readonly isOpen: Signal<boolean>;
  /** The interval that ends at the step shown just now. */
  readonly interval: ReadonlySignal<Interval>;
  /** The interval in which the playhead has come to rest; null until then. */
  readonly rested: Signal<Interval | null>;
  /** By run. */
  readonly answers: Signal<ReadonlyMap<string, KnownMovement>>;
  /** Whether something in sight depends on the interval. */
  readonly isNeeded: ReadonlySignal<boolean>;
}

interface Parts {
  readonly choices: ReadonlySignal<Choices>;
  readonly playhead: ReadonlySignal<Playhead>;
  readonly domain: ReadonlySignal<Domain>;
}

/** A store of which nobody has asked anything yet. */
export function createMovement({ choices, playhead, domain }: Parts): MovementStore {
  const isOpen = signal(false);
  return {
    isOpen,
    interval: computed(() => intervalOf(choices.value.since, playhead.value.step, domain.value.first)),
    rested: signal<Interval | null>(null),
    answers: signal<ReadonlyMap<string, KnownMovement>>(new Map()),
    isNeeded: computed(() => isOpen.value),
  };
}
