import type { JSX } from "preact";
import { type Domain, shareOf } from "../../store/axis";
import { spanOf } from "../../store/comparison/alignment";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import type { Mark } from "../../store/timeline/findings";
import { TIMELINE } from "../strings/timeline";

/** Some pixels a letter: a name that does not fit into its band is left out. */
const LETTER_PIXELS = 6.6;
const MARGIN_PIXELS = 12;

/** What the first shown run went through, stretch beside stretch, each with its name where there is room. */
export function Bands({ store, domain, width }: { store: Store; domain: Domain; width: number }): JSX.Element {
  const { onAxis } = store.laid(spanOf(store.timeline.lead.value?.steps ?? []));
  return (
    <div class="bands" aria-hidden="true">
      {store.timeline.bands.value.map(({ phase, first, last, sentence }) => {
        const from = insideShare(domain, onAxis(first));
        const share = insideShare(domain, onAxis(last)) - from;
        const hasRoom = phase.length * LETTER_PIXELS + MARGIN_PIXELS < share * width;
        return (
          <div
            key={`${phase} ${first}`}
            class={`band ${phase.replace(" ", "-")}`}
            title={`${phase}. ${sentence}`}
            style={{ left: `${from * 100}%`, width: `${share * 100}%` }}
          >
            {hasRoom ? phase : ""}
          </div>
        );
      })}
    </div>
  );
}

function insideShare(domain: Domain, step: number): number {
  return Math.min(1, Math.max(0, shareOf(domain, step)));
}

/** What happened: each mark says what, and goes there. */
export function Marks({ store, domain }: { store: Store; domain: Domain }): JSX.Element | null {
  const marks = store.timeline.marks.value
    .map((mark) => ({ ...mark, at: placeOf(store, mark) }))
    .filter(({ at }) => at >= domain.first && at <= domain.last);
  if (marks.length === 0) {
    return null;
  }
  return (
    <ul class="marks" aria-label={TIMELINE.events}>
      {marks.map((mark) => (
        <li key={`${mark.run} ${mark.name} ${mark.step}`} style={{ left: `${shareOf(domain, mark.at) * 100}%` }}>
          <button
            type="button"
            class={mark.isAlarming ? "mark alarming" : "mark"}
            aria-label={TIMELINE.mark(mark.name, mark.step, mark.run)}
            title={titleOf(mark)}
            onClick={() => scrub(store, mark.at)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Where a mark stands on the axis. */
function placeOf(store: Store, { run, step }: Mark): number {
  const steps = store.shownRuns.value.find(({ name }) => name === run)?.steps ?? [];
  return store.laid(spanOf(steps)).onAxis(step);
}

function titleOf({ name, step, run, sentence }: Mark): string {
  return sentence === "" ? TIMELINE.mark(name, step, run) : `${TIMELINE.mark(name, step, run)}. ${sentence}`;
}
