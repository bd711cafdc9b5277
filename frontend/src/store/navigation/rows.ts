/** The rows of the tree that can be seen, and where keys lead among them. Pure. */

import type { ModuleNode, ModuleTree } from "./modules";

/** A tree with so few parameters left by a name is shown open. */
const FEW_PARAMETERS = 24;

/** Which modules the user has opened and closed, by their ids. */
export type Opened = ReadonlyMap<string, boolean>;

export interface TreeRow {
  readonly node: ModuleNode;
  /** Where its module is in `rowsOf`'s list; -1 for a row at the top. */
  readonly parent: number;
  /** 1 at the top. */
  readonly level: number;
  /** Its number among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

/** Where a key leads. */
export type TreeStep =
  | { readonly act: "go"; readonly id: string }
  | { readonly act: "open" | "close"; readonly id: string }
  | { readonly act: "choose"; readonly id: string };

/** Whether a node's children are seen: as the user has it, else where there is only one, or few were looked for. */
export function openTest(tree: ModuleTree, opened: Opened, isSearch: boolean): (node: ModuleNode) => boolean {
  const isFound = isSearch && tree.shownCount <= FEW_PARAMETERS;
  const [only, ...others] = tree.roots;
  return ({ id, shape, children }) =>
    children.length > 0 &&
    (opened.get(id) ?? ((isFound && shape === null) || (others.length === 0 && id === only?.id)));
}

/** What is seen of a tree, from its top to its bottom. */
export function rowsOf(nodes: readonly ModuleNode[], isOpen: (node: ModuleNode) => boolean): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (its: readonly ModuleNode[], parent: number, level: number): void => {
    for (const [index, node] of its.entries()) {
      const row = { node, parent, level, position: index + 1, siblings: its.length, isOpen: isOpen(node) };
      rows.push(row);
      if (row.isOpen) {
        add(node.children, rows.length - 1, level + 1);
      }
    }
  };
  add(nodes, -1, 1);
  return rows;
}

/** Where a key leads from a row; null where it leads nowhere. */
export function treeStep(rows: readonly TreeRow[], active: string, key: string): TreeStep | null {
  const at = rows.findIndex(({ node }) => node.id === active);
  const row = rows[at];
  if (row === undefined) {
    return null;
  }
  switch (key) {
    case "ArrowDown":
      return goTo(rows[at + 1]);
    case "ArrowUp":
      return goTo(rows[at - 1]);
    case "Home":
      return goTo(rows[0]);
    case "End":
      return goTo(rows.at(-1));
    case "ArrowRight":
      return inwards(rows, at, row);
    case "ArrowLeft":
      return row.isOpen ? { act: "close", id: active } : goTo(rows[row.parent]);
    case "Enter":
    case " ":
      return { act: "choose", id: active };
    default:
      return null;
  }
}

/** The next row whose label begins with what was typed; one letter again and again goes through all that do. */
export function typedRow(rows: readonly TreeRow[], active: string, typed: string): string | null {
  const [letter = ""] = typed;
  const isOneLetter = [...typed].every((other) => other === letter);
  const wanted = (isOneLetter ? letter : typed).toLowerCase();
  const at = Math.max(
    0,
    rows.findIndex(({ node }) => node.id === active),
  );
  const first = isOneLetter ? at + 1 : at;
  const inOrder = [...rows.slice(first), ...rows.slice(0, first)];
  return inOrder.find(({ node }) => node.label.toLowerCase().startsWith(wanted))?.node.id ?? null;
}

function inwards(rows: readonly TreeRow[], at: number, { node, isOpen }: TreeRow): TreeStep | null {
  if (node.children.length === 0) {
    return null;
  }
  return isOpen ? goTo(rows[at + 1]) : { act: "open", id: node.id };
}

function goTo(row: TreeRow | undefined): TreeStep | null {
  return row === undefined ? null : { act: "go", id: row.node.id };
}
