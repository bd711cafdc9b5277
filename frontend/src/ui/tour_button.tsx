import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { recall, remember } from "../host";
import { TOUR } from "../learn/tour/storage_name";
import type { Store } from "../store/state";
import { SIDE } from "./strings/side";

/** Starts the tour, which is loaded then; on a first visit a quiet line says what it is. */
export function TourButton({ store }: { store: Store }): JSX.Element {
  const [isNew, setNew] = useState(() => recall(TOUR) === null);
  const [isLost, setLost] = useState(false);
  const open = ({ currentTarget }: { readonly currentTarget: HTMLElement }): void => {
    setNew(false);
    import("../learn/tour").then(
      ({ openTour }) => {
        setLost(false);
        openTour(store, currentTarget);
      },
      () => setLost(true),
    );
  };
  const dismiss = (): void => {
    remember(TOUR, "dismissed");
    setNew(false);
  };
  return (
    <>
      <button
        type="button"
        class="flat"
        id="tour-button"
        title={SIDE.tourHint}
        disabled={store.shownRuns.value.every(({ parameters }) => parameters.length === 0)}
        onClick={open}
      >
        {SIDE.tour}
      </button>
      {isNew ? (
        <p class="hint">
          {SIDE.newHere}{" "}
          <button type="button" class="link" onClick={dismiss}>
            {SIDE.dismiss}
          </button>
        </p>
      ) : null}
      {isLost ? (
        <p class="hint" role="alert">
          {SIDE.notLoaded}
        </p>
      ) : null}
    </>
  );
}
