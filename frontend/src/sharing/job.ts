/** Work that the user waits for: how far it is, and a way to give it up. */

export interface Progress {
  readonly done: number;
  /** Null where nobody knows how much there is. */
  readonly total: number | null;
}

export type Report = (progress: Progress) => void;

/** Reports how far it is, and rejects with the signal's reason where it was given up. */
export type Work = (report: Report, signal: AbortSignal) => Promise<void>;
