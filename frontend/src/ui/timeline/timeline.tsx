import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { Controls } from "./controls";
import { Track } from "./track";

/** Time: play, speed, one tick a snapshot, a scalar and what the run went through, and the step that is shown. */
export function Timeline({ store }: { store: Store }): JSX.Element {
  return (
    <footer class="timeline">
      <Controls store={store} />
      <Track store={store} />
    </footer>
  );
}
