/** Records a clip while it is drawn, where the browser lets no page encode: it takes as long as the clip lasts. */

import type { Report } from "../job";
import { breathe, ClipError, type Film } from "./film";
import type { ClipWay } from "./formats";

/** What a type says behind its container. */
const CODECS = /;.*/u;

export type Recording = Extract<ClipWay, { name: "record" }>;

/** The clip as a file. Throws `ClipError`, and the signal's reason where it was given up. */
export async function recordClip(
  film: Film,
  { mimeType }: Recording,
  report: Report,
  signal: AbortSignal,
): Promise<Blob> {
  // Before the clock runs: the first frame takes longest, and gives the canvas its size.
  film.draw(0);
  const stream = film.canvas.captureStream(0);
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: film.bitsPerSecond });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }): void => {
    parts.push(data);
  };
  const stopped = new Promise<void>((resolve, reject) => {
    recorder.onstop = (): void => resolve();
    recorder.onerror = (event): void => reject(new ClipError(String((event as ErrorEvent).error ?? event.type)));
  });
  try {
    recorder.start();
    await inTime(film, () => capture(stream), report, signal);
    recorder.stop();
    await stopped;
  } finally {
    for (const track of stream.getTracks()) {
      track.stop();
    }
  }
  return new Blob(parts, { type: mimeType.replace(CODECS, "") });
}

/** Draws what is due; on a slow machine fewer frames, at their right times. */
async function inTime(film: Film, drawn: () => void, report: Report, signal: AbortSignal): Promise<void> {
  const frameMs = 1000 / film.framesPerSecond;
  const lengthMs = film.frames * frameMs;
  const startedMs = performance.now();
  for (let frame = 0; frame < film.frames; ) {
    film.draw(frame / (film.frames - 1));
    drawn();
    const elapsedMs = performance.now() - startedMs;
    // biome-ignore lint/performance/noAwaitInLoops: a frame is drawn when it is due
    await breathe(Math.max(0, (frame + 1) * frameMs - elapsedMs));
    signal.throwIfAborted();
    const due = Math.floor((performance.now() - startedMs) / frameMs);
    // The last one is shown in any case.
    frame = Math.max(frame + 1, Math.min(due, frame < film.frames - 1 ? film.frames - 1 : film.frames));
    report({ done: Math.min(performance.now() - startedMs, lengthMs), total: lengthMs });
  }
}

function capture(stream: MediaStream): void {
  // Firefox has it on the stream.
  for (const one of [stream, ...stream.getVideoTracks()]) {
    if ("requestFrame" in one) {
      (one as CanvasCaptureMediaStreamTrack).requestFrame();
    }
  }
}
