/** What can lie beside or over the picture: one pane on the right, one dialog. */

export const RIGHT_PANES = ["settings", "changes", "insights"] as const;
export type RightPaneName = (typeof RIGHT_PANES)[number];

export const DIALOGS = ["data", "picture", "clip", "page", "link", "shortcuts", "table"] as const;
export type DialogName = (typeof DIALOGS)[number];

/** A dialog, and which of its choices it begins with: `csv` for the one that exports data. */
export interface OpenDialog {
  readonly name: DialogName;
  readonly choice?: string;
}
