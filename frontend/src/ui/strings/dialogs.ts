/** What dialogs have in common. */

export const DIALOG = {
  close: "Close",
  cancel: "Cancel",
  notLoaded: "This part of the page could not be loaded",
  notLoadedHint: "TensorBoard does not answer. When it is running again, close this box and open it once more.",
} as const;

/** Names of what can be opened from the foot of the left pane, on its button and over its box. */
export const SURFACES = {
  footer: "Help",
  table: "Table",
  shortcuts: "Keyboard shortcuts",
  tableHint: "What the picture shows, as a table",
} as const;
