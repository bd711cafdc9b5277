/** Browsers record without saying how long a clip is, and where one can jump to: written anew, packet by packet, it says so. */

import {
  BlobSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  WEBM,
  WebMOutputFormat,
} from "mediabunny";
import { ClipError } from "./film";
import type { ClipFormat } from "./formats";

/** The same pictures in a file that can be seeked in. Throws `ClipError` where the recording holds none. */
export async function seekable(recording: Blob, format: ClipFormat): Promise<Blob> {
  const input = new Input({ source: new BlobSource(recording), formats: [MP4, WEBM] });
  const track = await input.getPrimaryVideoTrack();
  const codec = await track?.getCodec();
  const decoderConfig = await track?.getDecoderConfig();
  if (!(track && codec && decoderConfig)) {
    throw new ClipError("the browser recorded nothing that can be played");
  }
  const target = new BufferTarget();
  const output = new Output({
    format: format === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat(),
    target,
  });
  const source = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(source);
  await output.start();
  let isFirst = true;
  for await (const packet of new EncodedPacketSink(track).packets()) {
    await source.add(packet, isFirst ? { decoderConfig } : undefined);
    isFirst = false;
  }
  await output.finalize();
  input.dispose();
  if (target.buffer === null) {
    throw new ClipError("the recording could not be written");
  }
  return new Blob([target.buffer], { type: `video/${format}` });
}
