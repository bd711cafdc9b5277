/** What can be exported, and what that is called. */

import type { OpenDialog } from "../../store/surfaces";

export const EXPORT = {
  title: "Export",
  working: "Working…",
  given: (percent: string): string => `${percent} done`,
  failed: "That did not work",
} as const;

interface Entry {
  /** Entries of one group stand together. */
  readonly group: "numbers" | "picture" | "page";
  readonly name: string;
  readonly hint: string;
  readonly dialog: OpenDialog;
}

/** In the order of the menu. */
export const EXPORT_ENTRIES: readonly Entry[] = [
  { group: "numbers", name: "CSV", hint: "Numbers, for spreadsheets", dialog: { name: "data", choice: "csv" } },
  { group: "numbers", name: "JSON", hint: "Numbers, for programs", dialog: { name: "data", choice: "json" } },
  { group: "numbers", name: "NPZ", hint: "Numbers, for NumPy", dialog: { name: "data", choice: "npz" } },
  { group: "picture", name: "PNG", hint: "The picture as it stands", dialog: { name: "picture" } },
  { group: "picture", name: "Clip", hint: "The training as a film", dialog: { name: "clip" } },
  { group: "page", name: "HTML", hint: "A page that needs no server", dialog: { name: "page" } },
  { group: "page", name: "Link", hint: "An address that shows this", dialog: { name: "link" } },
];

/** What a server has to give, or an exported page is already. */
const FROM_THE_SERVER: readonly string[] = ["data", "page", "link"];

/** Whether an exported page can do it by itself. */
export function isOfflineEntry({ dialog }: Entry): boolean {
  return !FROM_THE_SERVER.includes(dialog.name);
}
