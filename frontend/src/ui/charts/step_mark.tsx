import type { JSX } from "preact";
import { type Domain, shareOf } from "../../store/axis";
import type { Store } from "../../store/state";

/** An upright line at the step shown. */
export function StepMark({ store, domain }: { store: Store; domain: Domain }): JSX.Element {
  const { step } = store.playhead.value;
  const isInside = step >= domain.first && step <= domain.last;
  return <div class="step-mark" hidden={!isInside} style={{ left: `${shareOf(domain, step) * 100}%` }} />;
}
