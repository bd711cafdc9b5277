/** What is known of how rows moved in the chosen interval, and whether anybody wants to know. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Movement } from "../../answers";
import type { MovementRequest } from "../../api";
import type { Domain } from "../axis";
import type { Choices } from "../choices";
import type { Range } from "../framing";
import type { Clouds } from "../history";
import type { Playhead } from "../playback";
import type { Refusal } from "../refusal";
import type { RightPaneName } from "../surfaces";
import { type Interval, intervalOf } from "./interval";
import { isMovementColor, movementRange, pointValues } from "./values";

/** An answer about a run; it stands until there is a newer one. */
export interface KnownMovement {
  readonly of: MovementRequest;
  /** Null where there is no answer but a refusal. */
  readonly found: Movement | null;
  readonly problem: Refusal | null;
}

export interface MovementStore {
  /** Whether the list of what changed is open. */
  readonly isOpen: ReadonlySignal<boolean>;
  /** The interval that ends at the step shown just now. */
  readonly interval: ReadonlySignal<Interval>;
  /** The interval in which the playhead has come to rest; null until then. */
  readonly rested: Signal<Interval | null>;
  /** By run. */
  readonly answers: Signal<ReadonlyMap<string, KnownMovement>>;
  /** For each cloud one number per point, where points are coloured by them; null where there is no answer. */
  readonly values: ReadonlySignal<readonly (Float32Array | null)[]>;
  /** The numbers at the ends of such colours. */
  readonly range: ReadonlySignal<Range | null>;
  /** Whether something in sight depends on the interval. */
  readonly isNeeded: ReadonlySignal<boolean>;
}

interface Parts {
  readonly choices: ReadonlySignal<Choices>;
  readonly playhead: ReadonlySignal<Playhead>;
  readonly domain: ReadonlySignal<Domain>;
  readonly clouds: ReadonlySignal<Clouds | null>;
  readonly rightPane: ReadonlySignal<RightPaneName | null>;
}

/** A store of which nobody has asked anything yet. */
export function createMovement({ choices, playhead, domain, clouds, rightPane }: Parts): MovementStore {
  const isOpen = computed(() => rightPane.value === "changes");
  const colorBy = computed(() => choices.value.colorBy);
  const answers = signal<ReadonlyMap<string, KnownMovement>>(new Map());
  const values = computed(() => pointValues(clouds.value, answers.value, colorBy.value));
  return {
    isOpen,
    interval: computed(() => intervalOf(choices.value.since, playhead.value.step, domain.value)),
    rested: signal<Interval | null>(null),
    answers,
    values,
    range: computed(() => (isMovementColor(colorBy.value) ? movementRange(values.value, colorBy.value) : null)),
    isNeeded: computed(
      () => isOpen.value || (choices.value.view === "embeddings" && isMovementColor(choices.value.colorBy)),
    ),
  };
}
