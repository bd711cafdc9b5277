/** The file that an exported page stands in: no server is behind it, and what it has is all there is. */

import type { RunPlaces } from "./run_colors";

/** What the page says of its file. */
export interface ArchiveNote {
  readonly title: string;
  readonly runs: readonly string[];
  /** As they were in the page it was made in: runs keep their colours. */
  readonly runPlaces: RunPlaces;
  /** When it was made, in milliseconds since 1970. */
  readonly madeMs: number;
  /** How many snapshots of how many that the runs had. */
  readonly snapshots: number;
  readonly loggedSnapshots: number;
}
