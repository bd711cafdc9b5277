/** Why work came to nothing. */

import { BrokenOffError } from "../../received_file";
import { refusalOf } from "../../store/refusal";
import { fileSize } from "./file_size";
import { refusalWords } from "./page";

/** What an error of some work means to the user. */
export function failureWords(error: unknown): string {
  if (error instanceof BrokenOffError) {
    return `TensorBoard’s answer broke off after ${fileSize(error.receivedBytes)}, so the file would be incomplete; nothing was saved. Is the server still running?`;
  }
  const refusal = refusalOf(error);
  // Encoders and the like say themselves what is wrong.
  return refusal.reason === "mistake" && error instanceof Error ? error.message : refusalWords(refusal);
}
