/** What can be said of what is shown, as posters take it: the one place that knows where the words come from. */

import { explanationOf } from "../../learn/explanations";
import { parameterSubject } from "../../learn/subjects";
import { captionInsight } from "../../store/insights/state";
import { isBias } from "../../store/inspection/names";
import { findParameter } from "../../store/inspection/subject";
import { kindOf } from "../../store/kinds";
import type { Store } from "../../store/state";
import { bandAt } from "../../store/timeline/findings";
import { TIMELINE } from "../../ui/strings/timeline";
import type { Captions } from "./figure";

/** What holds at every step. */
export type LastingCaptions = Omit<Captions, "phase">;

/** All that can be said at the step that a store shows. */
export function captionsOf(store: Store, lasting: LastingCaptions): Captions {
  const phase = phaseOf(store);
  return phase === null ? lasting : { ...lasting, phase };
}

/** What is known of the whole training. Rejects where TensorBoard does not answer. */
export async function lastingCaptions(store: Store): Promise<LastingCaptions> {
  const explanation = await explanationCaption(store);
  const insight = captionInsight(store);
  return { ...(explanation === null ? {} : { explanation }), ...(insight === null ? {} : { insight }) };
}

function phaseOf({ timeline, stepOn, shownRuns }: Store): string | null {
  const lead = timeline.lead.peek();
  const phase = bandAt(timeline.bands.peek(), stepOn(lead?.steps ?? []))?.phase ?? null;
  if (phase === null || lead === null) {
    return null;
  }
  const words = `${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
  return shownRuns.peek().length > 1 ? TIMELINE.caption(words, lead.name) : words;
}

/** What the parameter is for that is shown, or selected where all are shown; null where there is none. */
async function explanationCaption(store: Store): Promise<NonNullable<Captions["explanation"]> | null> {
  const { view, selected } = store.choices.peek();
  const isCloud = view === "embeddings";
  const name = isCloud ? store.parameter.peek() : (selected?.parameter ?? null);
  const run = store.shownRuns.peek().find((one) => name !== null && findParameter(one, name) >= 0);
  const parameter = run?.parameters[findParameter(run, name ?? "")];
  if (parameter === undefined) {
    return null;
  }
  const part = isCloud ? null : (selected?.part ?? null);
  const [only] = parameter.parts.length === 1 ? parameter.parts : [];
  const { title, what } = await explanationOf(
    parameterSubject({
      kind: kindOf(parameter.kind),
      part: part ?? only?.name ?? null,
      isBias: isBias(parameter),
      isTiedHead: parameter.aliases.length > 0,
    }),
  );
  return { title, what };
}
