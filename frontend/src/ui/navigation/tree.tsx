import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { flyTo, visit } from "../../store/navigation/actions";
import { type ModuleNode, nodeId } from "../../store/navigation/modules";
import { openTest, rowsOf, type TreeRow } from "../../store/navigation/rows";
import { revealed } from "../../store/navigation/state";
import type { Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";
import { useTreeItems } from "./tree_items";
import { useTreeKeys } from "./tree_keys";

/** What marks the rows. */
const NODE = "data-node";

/** The modules of the model with their parameters: opens, selects, and flies there. */
export function ModulesTree({ store }: { store: Store }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState("");
  const { navigation } = store.network;
  const tree = navigation.tree.value;
  const { selected, parameterFilter } = store.choices.value;
  const rows = rowsOf(tree.roots, openTest(tree, navigation.opened.value, parameterFilter !== ""));
  const selectedId = selected === null ? null : nodeId(selected.parameter, selected.part);
  const active = activeRow(rows, wanted, selectedId);
  const actions = {
    active,
    go: setWanted,
    open: (id: string, isOpen: boolean): void => {
      navigation.opened.value = new Map([...navigation.opened.peek(), [id, isOpen]]);
    },
    choose: (node: ModuleNode): void => chooseNode(store, node),
  };
  useLayoutEffect(() => {
    if (selected !== null) {
      navigation.opened.value = revealed(navigation.opened.peek(), tree, selected);
      setWanted(nodeId(selected.parameter, selected.part));
    }
  }, [selected, tree, navigation]);
  useFocus(host, active, rows.some(({ node }) => node.id === selectedId) ? selectedId : null);
  const onClick = ({ target }: MouseEvent): void => {
    const element = target instanceof Element ? target : null;
    const row = rows.find(({ node }) => node.id === element?.closest(`[${NODE}]`)?.getAttribute(NODE));
    if (row !== undefined) {
      setWanted(row.node.id);
      if (element?.closest(".tree-twisty") !== null && row.node.children.length > 0) {
        actions.open(row.node.id, !row.isOpen);
      } else {
        actions.choose(row.node);
      }
    }
  };
  return (
    <div
      ref={host}
      role="tree"
      tabIndex={-1}
      class="tree"
      aria-label={NAVIGATION.modules}
      onKeyDown={useTreeKeys(rows, actions)}
      onClick={onClick}
    >
      {useTreeItems(rows, active, selectedId)}
    </div>
  );
}

/** Keeps the selected row in sight, and the keyboard's focus, where the tree has it, on the active row. */
function useFocus(host: { readonly current: HTMLElement | null }, active: string, selected: string | null): void {
  useLayoutEffect(() => {
    // What was selected in the tree itself is in sight: a row that moved away would not get the second click on it.
    if (selected !== null && host.current?.contains(document.activeElement) !== true) {
      rowElement(host.current, selected)?.scrollIntoView({ block: "nearest" });
    }
  }, [host, selected]);
  useLayoutEffect(() => {
    const row = rowElement(host.current, active);
    if (host.current?.contains(document.activeElement) === true && row !== document.activeElement) {
      row?.focus();
    }
  }, [host, active]);
}

/** A parameter is selected and flown to, a module flown to and opened. */
function chooseNode(store: Store, { id, path, part, shape }: ModuleNode): void {
  const { opened } = store.network.navigation;
  if (shape === null) {
    opened.value = new Map([...opened.peek(), [id, true]]);
    flyTo(store, { path, part });
  } else {
    visit(store, { path, part });
  }
}

/** The row that the keyboard is on; one that is not seen gives way to the selected one, or to the first. */
function activeRow(rows: readonly TreeRow[], wanted: string, selected: string | null): string {
  const has = (id: string | null): id is string => rows.some(({ node }) => node.id === id);
  if (has(wanted)) {
    return wanted;
  }
  return has(selected) ? selected : (rows[0]?.node.id ?? "");
}

function rowElement(host: HTMLElement | null, id: string): HTMLElement | null {
  return host?.querySelector<HTMLElement>(`[${NODE}="${CSS.escape(id)}"]`) ?? null;
}
