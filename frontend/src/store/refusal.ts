/** Why there is no answer to something. Pure. */

import { RefusedError } from "../api";
import { DecodeError } from "../decode";
import { UnreachableError } from "../unreachable_error";

export interface Refusal {
  /** Refused by the server, not to be read, not to be had, or a fault of the page's own. */
  readonly reason: "refused" | "unreadable" | "unreachable" | "mistake";
  /** In the words of the one who knows. */
  readonly detail: string;
}

/** What an error of a request means. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) {
    return { reason: "refused", detail: error.message };
  }
  if (error instanceof DecodeError) {
    return { reason: "unreadable", detail: error.message };
  }
  return { reason: error instanceof UnreachableError ? "unreachable" : "mistake", detail: String(error) };
}
