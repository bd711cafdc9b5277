import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { TreeRow } from "../../store/navigation/rows";
import { TreeItem, type TreeItemProps } from "./tree_item";

/** The markup of a row, and what it was made for. */
interface Made extends TreeItemProps {
  readonly markup: JSX.Element;
}

/** The rows as items of a tree. What looks as before is the same markup: the page leaves it alone, be it a thousand rows. */
export function useTreeItems(
  rows: readonly TreeRow[],
  active: string,
  selected: string | null,
): readonly JSX.Element[] {
  const made = useRef<ReadonlyMap<string, Made>>(new Map());
  const items = rows.map((row): Made => {
    const { id } = row.node;
    const known = made.current.get(id);
    const now = { row, isActive: id === active, isSelected: id === selected };
    return known !== undefined && looksAlike(known, now) ? known : { ...now, markup: <TreeItem key={id} {...now} /> };
  });
  made.current = new Map(items.map((item) => [item.row.node.id, item]));
  return items.map(({ markup }) => markup);
}

function looksAlike(a: TreeItemProps, b: TreeItemProps): boolean {
  return (
    a.isActive === b.isActive &&
    a.isSelected === b.isSelected &&
    a.row.node === b.row.node &&
    a.row.isOpen === b.row.isOpen
  );
}
