import type { JSX } from "preact";
import { phaseSubject } from "../../learn/subjects";
import { type Domain, shareOf } from "../../store/axis";
import { spanOf } from "../../store/comparison/alignment";
import type { Store } from "../../store/state";
import { Explain } from "../learn/explain";
import { EXPLAIN } from "../strings/explain";

/** A band that is narrower has no room for a sign: there it is seen when a key has reached it. */
const LEAST_PIXELS = 40;

interface PhaseHelpProps {
  readonly store: Store;
  readonly domain: Domain;
  /** Of the axis, in pixels. */
  readonly width: number;
}

/** At the end of each band, the way to what such a phase is. */
export function PhaseHelp({ store, domain, width }: PhaseHelpProps): JSX.Element | null {
  const { onAxis } = store.laid(spanOf(store.timeline.lead.value?.steps ?? []));
  const bands = store.timeline.bands.value
    .map(({ phase, first, last }) => ({
      phase,
      first,
      from: Math.max(0, shareOf(domain, onAxis(first))),
      to: Math.min(1, shareOf(domain, onAxis(last))),
    }))
    .filter(({ from, to }) => from < to);
  return bands.length === 0 ? null : (
    <ul class="phase-help" aria-label={EXPLAIN.phases}>
      {bands.map(({ phase, first, from, to }) => (
        <li
          key={`${phase} ${first}`}
          class={(to - from) * width < LEAST_PIXELS ? "narrow" : undefined}
          style={{ left: `${to * 100}%` }}
        >
          <Explain subject={phaseSubject(phase)} />
        </li>
      ))}
    </ul>
  );
}
