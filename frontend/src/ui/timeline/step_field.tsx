import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { bracketOf } from "../../store/history";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import { readStep } from "../../store/timeline/typed_step";
import { STRINGS } from "../strings/page";
import { TIMELINE } from "../strings/timeline";

/** The step that is shown; where one is typed, it is gone to. */
export function StepField({ store }: { store: Store }): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const { playhead } = store;
  const text = useComputed(() => STRINGS.stepText(playhead.value.step));
  const what = useComputed(() => shownText(store));
  const go = (): void => {
    const step = typed === null ? null : readStep(typed);
    if (step !== null) {
      scrub(store, step);
    }
    setTyped(null);
  };
  return (
    <label class="step" title={TIMELINE.stepHint}>
      <input
        type="text"
        inputMode="numeric"
        aria-label={TIMELINE.goToStep}
        value={typed ?? text.value}
        onFocus={(event) => {
          setTyped(String(Math.round(playhead.peek().step)));
          const input = event.currentTarget;
          requestAnimationFrame(() => input.select());
        }}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            go();
            event.currentTarget.blur();
          } else if (event.key === "Escape") {
            event.stopPropagation();
            event.currentTarget.blur();
          }
        }}
      />
      <small>{what}</small>
    </label>
  );
}

/** Whether what is seen was logged, or lies between two that were. */
function shownText({ playhead, snapshotSteps, choices }: Store): string {
  const steps = snapshotSteps.value.map((step) => ({ step }));
  const { before, after, fraction } = bracketOf(steps, playhead.value.step);
  const [from, to] = [steps[before]?.step, steps[after]?.step];
  if (from === undefined || to === undefined) {
    return "";
  }
  if (!choices.value.settings.interpolation) {
    return TIMELINE.snapshotOf(from);
  }
  return fraction > 0 && fraction < 1 ? TIMELINE.between(from, to) : TIMELINE.asLogged;
}
