/** Makes a clip in one of the ways that the browser has. */

import type { Report } from "../job";
import type { Film } from "./film";
import type { ClipWay } from "./formats";

/** The clip as a file that can be played and seeked in. Throws `ClipError`, and the signal's reason where it was given up. */
export async function makeClip(film: Film, way: ClipWay, report: Report, signal: AbortSignal): Promise<Blob> {
  if (way.name === "encode") {
    const { encodeClip } = await import("./encode");
    return encodeClip(film, way, report, signal);
  }
  const { recordClip } = await import("./record");
  const recording = await recordClip(film, way, report, signal);
  const { seekable } = await import("./seekable");
  return seekable(recording, way.format);
}
