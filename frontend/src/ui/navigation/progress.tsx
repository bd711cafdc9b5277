import type { JSX } from "preact";
import { loadedShare } from "../../store/network/progress";
import type { Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";

/** Under the toolbar, while snapshots are still on their way: how many of them are there. */
export function HistoryProgress({ store }: { store: Store }): JSX.Element | null {
  const share = loadedShare(store);
  if (share === null) {
    return null;
  }
  const percent = Math.floor(share * 100);
  return (
    <div
      class="history-progress"
      role="progressbar"
      aria-label={NAVIGATION.loadingHistory}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      title={NAVIGATION.loadedShare(share)}
    >
      <div class="history-done" style={{ width: `${percent}%` }} />
    </div>
  );
}
