/** The keys of a tree: arrows, Home, End, Enter, and the beginning of a name. */

import { useRef } from "preact/hooks";
import type { ModuleNode } from "../../store/navigation/modules";
import { type TreeRow, treeStep, typedRow } from "../../store/navigation/rows";

/** Letters that follow each other within this time belong to one name. */
const TYPING_PAUSE_MS = 600;

/** What the keys of a tree do. */
export interface TreeActions {
  readonly active: string;
  go(id: string): void;
  open(id: string, isOpen: boolean): void;
  choose(node: ModuleNode): void;
}

/** A listener for the keys of a tree with these rows. */
export function useTreeKeys(rows: readonly TreeRow[], actions: TreeActions): (event: KeyboardEvent) => void {
  const typing = useRef({ text: "", atMs: 0 });
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (takeStep(rows, actions, event.key)) {
      typing.current.text = "";
      event.preventDefault();
    } else if (event.key.length === 1 && type(rows, actions, typing.current, event)) {
      event.preventDefault();
    }
  };
}

function takeStep(rows: readonly TreeRow[], actions: TreeActions, key: string): boolean {
  const step = treeStep(rows, actions.active, key);
  switch (step?.act) {
    case undefined:
      return false;
    case "go":
      actions.go(step.id);
      return true;
    case "open":
    case "close":
      actions.open(step.id, step.act === "open");
      return true;
    case "choose": {
      const row = rows.find(({ node }) => node.id === step.id);
      if (row !== undefined) {
        actions.choose(row.node);
      }
      return true;
    }
  }
}

function type(
  rows: readonly TreeRow[],
  { active, go }: TreeActions,
  typing: { text: string; atMs: number },
  { key, timeStamp }: KeyboardEvent,
): boolean {
  typing.text = timeStamp - typing.atMs < TYPING_PAUSE_MS ? typing.text + key : key;
  typing.atMs = timeStamp;
  const found = typedRow(rows, active, typing.text);
  if (found !== null) {
    go(found);
  }
  return found !== null;
}
