import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { PageSource } from "../../api";
import type { PagePlan } from "../../sharing/page/plan";
import { measuredRatios, type Ratios, USUAL_RATIOS } from "../../sharing/page/size";

/** A slider on its way asks for nothing. */
const DELAY_MS = 300;

/** The trial of a plan without runs. */
const NOTHING = "[]";

interface KnownRatios {
  readonly ratios: Ratios;
  /** Whether they are this plan's own, or nothing better is to be had. */
  readonly isMeasured: boolean;
}

/** What packing leaves of a plan: the usual at first, then as measured. */
export function useRatios(plan: ReadonlySignal<PagePlan>, server: PageSource): ReadonlySignal<KnownRatios> {
  const known = useSignal<KnownRatios>({ ratios: USUAL_RATIOS, isMeasured: false });
  // The list of runs is anew with every poll, and mostly the same.
  const trial = useComputed(() =>
    JSON.stringify(plan.value.runs.slice(0, 1).map(({ run, steps, ...of }) => [run.name, of])),
  );
  useSignalEffect(() => {
    if (trial.value === NOTHING) {
      return;
    }
    const wanted = plan.peek();
    const abort = new AbortController();
    known.value = { ratios: known.peek().ratios, isMeasured: false };
    const settle = (ratios: Ratios): void => {
      if (!abort.signal.aborted) {
        known.value = { ratios, isMeasured: true };
      }
    };
    const timer = setTimeout(() => {
      // What cannot be measured is as usual; saving says what is wrong.
      measuredRatios(wanted, server, abort.signal).then(settle, () => settle(known.peek().ratios));
    }, DELAY_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  });
  return known;
}
