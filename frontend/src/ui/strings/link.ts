/** What the dialog for links says. */

import { number } from "./format";

export const LINK = {
  title: "Link to this view",
  explanation: (step: number): string =>
    `Opens exactly this: the runs, the view, step ${number(Math.round(step))}, the camera, what is selected, and all settings.`,
  following:
    "Opens this: the runs, the view, the camera, what is selected, and all settings, at the newest step there is.",
  address: "Address",
  copy: "Copy",
  follow: "At the newest step, whenever it is opened",
  copied: "Copied.",
  byHand: (keys: string): string => `The browser does not let this page copy. The address is selected: press ${keys}.`,
  onlyHere: (host: string): string =>
    `“${host}” means this machine: somebody elsewhere needs the name under which they reach your TensorBoard.`,
} as const;
