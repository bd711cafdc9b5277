/** Writes a clip frame after frame: a slow machine takes longer, and the clip is the same. */

import { BufferTarget, CanvasSource, Mp4OutputFormat, Output, Quality, WebMOutputFormat } from "mediabunny";
import type { Report } from "../job";
import { breathe, ClipError, type Film } from "./film";
import type { ClipWay } from "./formats";

export type Encoding = Extract<ClipWay, { name: "encode" }>;

/** The clip as a file. Throws `ClipError`, and the signal's reason where it was given up. */
export async function encodeClip(
  film: Film,
  { format, codec }: Encoding,
  report: Report,
  signal: AbortSignal,
): Promise<Blob> {
  const target = new BufferTarget();
  const output = new Output({
    format: format === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat(),
    target,
  });
  const source = new CanvasSource(film.canvas, { codec, quality: new Quality({ bitrate: film.bitsPerSecond }) });
  output.addVideoTrack(source, { frameRate: film.framesPerSecond });
  try {
    await output.start();
    for (let frame = 0; frame < film.frames; frame += 1) {
      film.draw(frame / (film.frames - 1));
      // biome-ignore lint/performance/noAwaitInLoops: the encoder takes one frame after the other, and says when it has room
      await source.add(frame / film.framesPerSecond, 1 / film.framesPerSecond);
      report({ done: frame + 1, total: film.frames });
      await breathe();
      signal.throwIfAborted();
    }
    await output.finalize();
  } catch (error) {
    await output.cancel();
    throw signal.aborted ? signal.reason : new ClipError(String(error), { cause: error });
  }
  if (target.buffer === null) {
    throw new ClipError("the encoder wrote nothing");
  }
  return new Blob([target.buffer], { type: `video/${format}` });
}
