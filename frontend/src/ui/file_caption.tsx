import type { JSX } from "preact";
import type { Store } from "../store/state";
import { ARCHIVE } from "./strings/archive";

/** Over an exported page: what it shows, from when, and whether it is light or dark. */
export function FileCaption({ store }: { store: Store }): JSX.Element | null {
  const archive = store.archive.value;
  if (archive === null) {
    return null;
  }
  const { title, runs, madeMs, snapshots, loggedSnapshots } = archive;
  const words = [
    ...(runs.join(", ") === title ? [] : [runs.join(", ")]),
    ARCHIVE.holdsSnapshots(snapshots, loggedSnapshots),
    ARCHIVE.madeOn(madeMs),
  ].join(" · ");
  const isDark = store.theme.value === "dark";
  return (
    <div class="file-caption">
      <h2 title={title}>{title}</h2>
      <p title={words}>{words}</p>
      <button
        type="button"
        class="flat"
        title={isDark ? ARCHIVE.toLight : ARCHIVE.toDark}
        onClick={() => {
          store.theme.value = isDark ? "light" : "dark";
        }}
      >
        {isDark ? ARCHIVE.light : ARCHIVE.dark}
      </button>
    </div>
  );
}
