/** In which formats this browser can write a clip, and how. */

import type { Size } from "../../store/state";

export const CLIP_FORMATS = ["mp4", "webm"] as const;
export type ClipFormat = (typeof CLIP_FORMATS)[number];

/** Frame after frame, as fast or as slow as the machine is; or as a recording, which takes as long as the clip lasts. */
export type ClipWay =
  | { readonly name: "encode"; readonly format: ClipFormat; readonly codec: "avc" | "vp9" | "vp8" | "av1" }
  | { readonly name: "record"; readonly format: ClipFormat; readonly mimeType: string };

/** Codecs that those who get a clip can be expected to play, the best first. */
const CODECS = { mp4: ["avc"], webm: ["vp9", "vp8", "av1"] } as const;
const RECORDED: Readonly<Record<ClipFormat, readonly string[]>> = {
  mp4: ["video/mp4;codecs=avc1.640028", "video/mp4;codecs=avc1.42E01F", "video/mp4"],
  webm: ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"],
};

/** One way for each format that this browser can write in this size; none where it can write no clip at all. */
export async function clipWays(size: Size): Promise<readonly ClipWay[]> {
  const encoded = await encodedWays(size);
  return encoded.length > 0 ? encoded : recordedWays();
}

async function encodedWays({ width, height }: Size): Promise<readonly ClipWay[]> {
  // Browsers keep it from pages that came over plain HTTP from another machine.
  if (!("VideoEncoder" in globalThis)) {
    return [];
  }
  const { getFirstEncodableVideoCodec } = await import("mediabunny");
  const ways = await Promise.all(
    CLIP_FORMATS.map(async (format): Promise<ClipWay | null> => {
      const codec = await getFirstEncodableVideoCodec([...CODECS[format]], { width, height });
      return codec === null ? null : { name: "encode", format, codec: codec as "avc" | "vp9" | "vp8" | "av1" };
    }),
  );
  return ways.filter((way) => way !== null);
}

function recordedWays(): readonly ClipWay[] {
  if (!("MediaRecorder" in globalThis && "captureStream" in HTMLCanvasElement.prototype)) {
    return [];
  }
  return CLIP_FORMATS.flatMap((format): ClipWay[] => {
    const mimeType = RECORDED[format].find((type) => MediaRecorder.isTypeSupported(type));
    return mimeType === undefined ? [] : [{ name: "record", format, mimeType }];
  });
}
