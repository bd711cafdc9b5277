import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { choose, type Store } from "../../store/state";
import { valueAtStep } from "../../store/timeline/curves";
import { measure } from "../strings/format";
import { TIMELINE } from "../strings/timeline";

/** Which scalar stands over the axis, and its value of the first run at the step shown; nothing where no run has any. */
export function ScalarChoice({ store }: { store: Store }): JSX.Element | null {
  const { timeline, choices, shownRuns } = store;
  const value = useComputed(() => {
    const [first] = timeline.curves.value;
    const run = shownRuns.value.find(({ name }) => name === first?.run);
    const at = first === undefined ? null : valueAtStep(first.series, store.stepOn(run?.steps ?? []));
    return at === null ? "" : measure(at);
  });
  const tags = timeline.scalarTags.value;
  if (tags.length === 0) {
    return null;
  }
  const shown = timeline.curves.value[0]?.series.tag;
  return (
    <label class="scalar" title={TIMELINE.scalarHint}>
      <select
        aria-label={TIMELINE.scalar}
        value={choices.value.scalar ?? shown ?? ""}
        onChange={(event) => choose(store, { scalar: event.currentTarget.value })}
      >
        {[...new Set([...(shown === undefined ? [""] : [shown]), ...tags])].map((tag) => (
          <option key={tag} value={tag}>
            {tag || TIMELINE.noScalar}
          </option>
        ))}
      </select>
      <span class="scalar-value">{value}</span>
    </label>
  );
}
