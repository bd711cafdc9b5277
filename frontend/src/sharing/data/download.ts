/** Brings a file of numbers to where the user keeps downloads. */

import type { ExportRequest, Exports } from "../../api";
import type { Work } from "../job";
import { save, saveFrom } from "../save";

/** Larger files the browser downloads by itself: the page would have to hold them in memory. */
export const LARGEST_HELD_BYTES = 200_000_000;

/** What became of it. */
export type Outcome =
  | { readonly name: "saved"; readonly file: string; readonly bytes: number }
  | { readonly name: "handed_over" };

/** Downloads and saves a file of about so many bytes. */
export function downloadWork(
  api: Exports,
  request: ExportRequest,
  expectedBytes: number,
  onOutcome: (outcome: Outcome) => void,
): Work {
  return async (report, signal) => {
    if (expectedBytes > LARGEST_HELD_BYTES) {
      saveFrom(await api.exportAddress(request, signal));
      onOutcome({ name: "handed_over" });
      return;
    }
    const onBytes = (done: number, total: number | null): void =>
      report({ done, total: total ?? Math.max(done, expectedBytes) });
    const { content, name } = await api.exportFile(request, onBytes, signal);
    save(content, name);
    onOutcome({ name: "saved", file: name, bytes: content.size });
  };
}
