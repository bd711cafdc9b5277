/** Keys that find the way: between views, from slab to slab, and back. */

import { flyToSelection, resetCamera, selectNeighbor, selectNeighborCell } from "../../store/navigation/actions";
import { selectBeside } from "../../store/point_steps";
import { choose, openView, type Store } from "../../store/state";
import type { DialogName } from "../../store/surfaces";
import { FAR_CELLS, SHORTCUTS, type Shortcut } from "../strings/navigation";

/** Inputs of all other types are typed into. */
const POINTED_AT: readonly string[] = ["checkbox", "radio", "range"];
const TREE = "[role=tree]";
/** What the keys of a picture belong to. */
const PICTURE = ".writing";
const RIGHT_PANE = "#paramviz > :last-child:not(section)";

/** The keys by their names, as tinykeys takes them. */
export function navigationKeys(store: Store): ReadonlyMap<string, (event: KeyboardEvent) => void> {
  const unlessTyped =
    (action: () => void) =>
    (event: KeyboardEvent): void => {
      if (!(isTyped(event) || isIn(event, TREE) || event.defaultPrevented)) {
        event.preventDefault();
        action();
      }
    };
  const unlessEmbeddings = (action: () => void) =>
    unlessTyped(() => {
      if (store.choices.peek().view !== "embeddings") {
        action();
      }
    });
  const onNetwork = (action: () => void) =>
    unlessTyped(() => {
      if (store.choices.peek().view === "network") {
        action();
      }
    });
  const onPicture = (event: KeyboardEvent): void => {
    if (isIn(event, PICTURE)) {
      flyToSelection(store);
    }
  };
  const letGo = (event: KeyboardEvent): void => {
    if (!(isTyped(event) || event.defaultPrevented)) {
      goBack(store, isIn(event, RIGHT_PANE));
    }
  };
  const actions: Record<Shortcut, (event: KeyboardEvent) => void> = {
    embeddings: unlessTyped(() => openView(store, "embeddings")),
    network: unlessTyped(() => openView(store, "network")),
    charts: unlessTyped(() => openView(store, "charts")),
    previous: unlessTyped(() => selectNext(store, -1)),
    next: unlessTyped(() => selectNext(store, 1)),
    cellAbove: onNetwork(() => selectNeighborCell(store, { across: 0, down: -1 })),
    cellLeft: onNetwork(() => selectNeighborCell(store, { across: -1, down: 0 })),
    cellBelow: onNetwork(() => selectNeighborCell(store, { across: 0, down: 1 })),
    cellRight: onNetwork(() => selectNeighborCell(store, { across: 1, down: 0 })),
    farCellAbove: onNetwork(() => selectNeighborCell(store, { across: 0, down: -FAR_CELLS })),
    farCellLeft: onNetwork(() => selectNeighborCell(store, { across: -FAR_CELLS, down: 0 })),
    farCellBelow: onNetwork(() => selectNeighborCell(store, { across: 0, down: FAR_CELLS })),
    farCellRight: onNetwork(() => selectNeighborCell(store, { across: FAR_CELLS, down: 0 })),
    flyToSelection: unlessEmbeddings(() => flyToSelection(store)),
    enterSelection: onPicture,
    resetCamera: unlessTyped(() => resetCamera(store)),
    table: unlessTyped(() => openDialog(store, "table")),
    shortcuts: unlessTyped(() => openDialog(store, "shortcuts")),
    escape: letGo,
  };
  return new Map(
    (Object.keys(actions) as Shortcut[]).flatMap((name) => SHORTCUTS[name].map((key) => [key, actions[name]] as const)),
  );
}

/** Selects what comes before or after: a point, or a slab. */
function selectNext(store: Store, direction: -1 | 1): void {
  if (store.choices.peek().view === "embeddings") {
    selectBeside(store, direction);
  } else {
    selectNeighbor(store, direction);
  }
}

function openDialog(store: Store, name: DialogName): void {
  store.dialog.value = { name };
}

/** Closes what lies over the picture, or else lets go of what is selected and of the trails; the focus does not stay in a pane that goes. */
function goBack(store: Store, isInPane: boolean): void {
  if (store.isSideOpen.peek()) {
    store.isSideOpen.value = false;
    document.querySelector<HTMLElement>(".side-button")?.focus();
  } else if (store.rightPane.peek() !== null) {
    const opener = `#${store.rightPane.peek()}-button`;
    store.rightPane.value = null;
    if (isInPane) {
      document.querySelector<HTMLElement>(opener)?.focus();
    }
  } else if (store.choices.peek().selected !== null || store.choices.peek().trailed !== null) {
    choose(store, { selected: null, trailed: null });
    if (isInPane) {
      document.querySelector<HTMLElement>(PICTURE)?.focus();
    }
  }
}

function isTyped({ target }: Event): boolean {
  return target instanceof HTMLInputElement
    ? !POINTED_AT.includes(target.type)
    : target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

function isIn({ target }: Event, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null;
}
