/** What dialogs have in common. */

export const DIALOG = {
  close: "Close",
  cancel: "Cancel",
  notLoaded: "This part of the page could not be loaded",
  notLoadedHint: "TensorBoard does not answer. When it is running again, close this box and open it once more.",
} as const;
