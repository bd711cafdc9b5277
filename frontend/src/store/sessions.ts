/** The sessions in which a run was logged: one, and another for each time that its training was resumed. Pure. */

import type { Session } from "../answers";

/** When the newest of them began, in milliseconds since 1970; 0 where there is none. */
export function newestStartMs(sessions: readonly Session[] = []): number {
  return sessions.at(-1)?.start_ms ?? 0;
}
