import type { JSX } from "preact";
import type { TreeRow } from "../../store/navigation/rows";
import { NAVIGATION } from "../strings/navigation";

export interface TreeItemProps {
  readonly row: TreeRow;
  /** Whether the keyboard is on it. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

/** A row of the tree: a module, a parameter or a part of one. */
export function TreeItem({ row, isActive, isSelected }: TreeItemProps): JSX.Element {
  const { id, label, path, shape, children } = row.node;
  return (
    <div
      role="treeitem"
      class="tree-node"
      data-node={id}
      title={path}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={children.length > 0 ? row.isOpen : undefined}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      style={{ paddingLeft: `${8 + (row.level - 1) * 14}px` }}
    >
      <span class={children.length > 0 ? "tree-twisty" : "tree-twisty none"}>
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
          <path d="M9 6l7 6-7 6z" fill="currentColor" />
        </svg>
      </span>
      <span class="name">{label}</span>
      {shape === null ? null : <span class="shape">{NAVIGATION.shape(shape)}</span>}
    </div>
  );
}
