import { useComputed, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { stretched } from "../../store/comparison/alignment";
import { bracketOf } from "../../store/history";
import { scrub } from "../../store/playhead";
import type { Store } from "../../store/state";
import { readStep } from "../../store/timeline/typed_step";
import { STRINGS } from "../strings/page";
import { TIMELINE } from "../strings/timeline";

/** The step that is shown; where one is typed, it is gone to. While it has the focus it is the user's. */
export function StepField({ store }: { store: Store }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const { playhead } = store;
  const what = useComputed(() => shownText(store));
  const show = (): void => {
    const { step } = playhead.value;
    if (field.current !== null && field.current !== document.activeElement) {
      field.current.value = STRINGS.stepText(step);
    }
  };
  useSignalEffect(show);
  return (
    <label class="step" title={TIMELINE.stepHint}>
      <input
        ref={field}
        type="text"
        inputMode="numeric"
        aria-label={TIMELINE.goToStep}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={show}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            const step = readStep(event.currentTarget.value);
            event.currentTarget.blur();
            if (step !== null) {
              scrub(store, step);
            }
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

/** Whether what is seen was logged, or lies between two that were; of several runs, whether any does. */
function shownText({ playhead, snapshotSteps, choices, alignment, domain, isBetween }: Store): string {
  const steps = snapshotSteps.value.map((step) => ({ step }));
  const { before, after, fraction } = bracketOf(steps, playhead.value.step);
  const [from, to] = [steps[before]?.step, steps[after]?.step];
  if (from === undefined || to === undefined) {
    return "";
  }
  const isRaw = !choices.value.settings.interpolation;
  if (alignment.value === "share") {
    const share = stretched(playhead.value.step, domain.value, PERCENT);
    return TIMELINE.ofEachRun(share, isRaw, isBetween.value);
  }
  if (isRaw) {
    return TIMELINE.snapshotOf(from);
  }
  if (!isBetween.value) {
    return TIMELINE.asLogged;
  }
  return fraction > 0 && fraction < 1 ? TIMELINE.between(from, to) : TIMELINE.someBetween;
}

const PERCENT = { first: 0, last: 100 } as const;
