import type { JSX } from "preact";
import { eventSubject } from "../../learn/subjects";
import { type Domain, shareOf } from "../../store/axis";
import { spanOf } from "../../store/comparison/alignment";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import { clusterMarks, leadOf, type PlacedMark } from "../../store/timeline/clusters";
import type { Mark } from "../../store/timeline/findings";
import { Explain } from "../learn/explain";
import { TIMELINE } from "../strings/timeline";

/** Some pixels a letter: a name that does not fit into its band is left out. */
const LETTER_PIXELS = 6.6;
const MARGIN_PIXELS = 12;

/** So wide is what a finger can press; what is seen of a mark is smaller. */
const MARK_PIXELS = 24;
/** A title of more lines would not be read. */
const MOST_LISTED = 12;

interface BandsProps {
  readonly store: Store;
  readonly domain: Domain;
  /** Of the axis, in pixels. */
  readonly width: number;
}

/** What the first shown run went through, stretch beside stretch, each with its name where there is room. */
export function Bands({ store, domain, width }: BandsProps): JSX.Element {
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
            {hasRoom ? <span>{phase}</span> : null}
          </div>
        );
      })}
    </div>
  );
}

function insideShare(domain: Domain, step: number): number {
  return Math.min(1, Math.max(0, shareOf(domain, step)));
}

/** What happened: each mark says what, and goes there; what happened at about the same time shares one. */
export function Marks({ store, domain, width }: BandsProps): JSX.Element | null {
  const marks = store.timeline.marks.value
    .map((mark) => ({ ...mark, at: placeOf(store, mark) }))
    .filter(({ at }) => at >= domain.first && at <= domain.last)
    .map((mark) => ({ ...mark, x: shareOf(domain, mark.at) * width }));
  if (marks.length === 0) {
    return null;
  }
  return (
    <ul class="marks" aria-label={TIMELINE.events}>
      {clusterMarks(marks, MARK_PIXELS).map((cluster) => (
        <MarkItem key={cluster[0]?.x} store={store} domain={domain} cluster={cluster} />
      ))}
    </ul>
  );
}

interface MarkItemProps {
  readonly store: Store;
  readonly domain: Domain;
  readonly cluster: readonly PlacedMark[];
}

function MarkItem({ store, domain, cluster }: MarkItemProps): JSX.Element | null {
  const [first] = cluster;
  const lead = leadOf(cluster);
  if (first === undefined || lead === undefined) {
    return null;
  }
  const names = cluster.map(({ name, step, run }) => TIMELINE.mark(name, step, run));
  return (
    <li style={{ left: `${shareOf(domain, first.at) * 100}%` }}>
      <button
        type="button"
        class={`mark${lead.isAlarming ? " alarming" : ""}${cluster.length > 1 ? " several" : ""}`}
        aria-label={names.length > 1 ? TIMELINE.severalMarks(names) : names[0]}
        title={cluster.slice(0, MOST_LISTED).map(titleOf).join("\n")}
        onClick={() => scrub(store, lead.at)}
      />
      <EventHelp names={[...new Set(cluster.map(({ name }) => name))]} isOnTheRight={shareOf(domain, lead.at) > 0.5} />
    </li>
  );
}

/** While the pointer or the focus is on a mark: the way to what such an event is. */
function EventHelp({ names, isOnTheRight }: { names: readonly string[]; isOnTheRight: boolean }): JSX.Element {
  return (
    <div class={isOnTheRight ? "event-help to-the-left" : "event-help"}>
      {names.map((name) => (
        <Explain key={name} subject={eventSubject(name)} label={name} />
      ))}
    </div>
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
