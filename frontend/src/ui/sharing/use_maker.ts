import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { lastingCaptions } from "../../sharing/poster/captions";
import { PosterMaker } from "../../sharing/poster/poster";
import type { Store } from "../../store/state";
import { type Still, StillError } from "../../store/still";

export type Making =
  | { readonly name: "opening" }
  | { readonly name: "open"; readonly maker: PosterMaker }
  | { readonly name: "failed"; readonly error: unknown };

/** Something that draws posters of what the page shows, for as long as the dialog is open. */
export function useMaker(store: Store): Signal<Making> {
  const making = useSignal<Making>({ name: "opening" });
  useEffect(() => {
    let isWanted = true;
    let maker: PosterMaker | null = null;
    const open = async (): Promise<void> => {
      const captions = await lastingCaptions(store);
      maker = new PosterMaker(await openStill(store), captions);
      if (isWanted) {
        making.value = { name: "open", maker };
      } else {
        maker.dispose();
      }
    };
    open().catch((error: unknown) => {
      if (isWanted) {
        making.value = { name: "failed", error };
      }
    });
    return () => {
      isWanted = false;
      maker?.dispose();
    };
  }, [store, making]);
  return making;
}

/** Charts are part of the page, and copied from it; all else is drawn anew. */
async function openStill(store: Store): Promise<Still> {
  if (store.choices.peek().view === "charts") {
    const { openChartsStill } = await import("../charts/still");
    return openChartsStill(store);
  }
  const open = store.openStill.peek();
  if (open === null) {
    throw new StillError("this page draws nothing");
  }
  return open();
}
