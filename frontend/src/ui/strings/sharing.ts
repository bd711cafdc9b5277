/** What can be exported, and what that is called. */

import type { OpenDialog } from "../../store/surfaces";

export const EXPORT = {
  title: "Export",
  working: "Working…",
  given: (percent: string): string => `${percent} done`,
  failed: "That did not work",
} as const;

interface Entry {
  readonly name: string;
  readonly hint: string;
  readonly dialog: OpenDialog;
}

/** In the order of the menu. */
export const EXPORT_ENTRIES: readonly Entry[] = [
  { name: "CSV", hint: "The numbers of what is selected, for a spreadsheet", dialog: { name: "data", choice: "csv" } },
  { name: "JSON", hint: "The numbers of what is selected, for programs", dialog: { name: "data", choice: "json" } },
  { name: "NPZ", hint: "The numbers of what is selected, for NumPy", dialog: { name: "data", choice: "npz" } },
  { name: "PNG", hint: "The picture as it stands", dialog: { name: "picture" } },
  { name: "Clip", hint: "The training as a film", dialog: { name: "clip" } },
  { name: "HTML", hint: "A page of this run that opens without a server", dialog: { name: "page" } },
  { name: "Link", hint: "An address that shows exactly this", dialog: { name: "link" } },
];
