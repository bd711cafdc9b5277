/** A file that arrives piece by piece: how far it is, whether it is whole, and what it is called. */

import { UnreachableError } from "./unreachable_error";

export interface ReceivedFile {
  readonly content: Blob;
  readonly name: string;
}

/** Told with each piece; `total` is null where nobody knows how much there will be. */
export type OnBytes = (received: number, total: number | null) => void;

/** A file of which the end is missing. */
export class BrokenOffError extends UnreachableError {
  constructor(
    readonly receivedBytes: number,
    options?: ErrorOptions,
  ) {
    super(`the file broke off after ${receivedBytes} bytes`, options);
  }
}

const NAME = /filename\*=UTF-8''(?<name>[^;]+)/u;

/** Receives an answer as a file; rejects with `BrokenOffError`, or, given up, with the signal's reason. */
export async function receiveFile(response: Response, onBytes: OnBytes, signal: AbortSignal): Promise<ReceivedFile> {
  const length = response.headers.get("Content-Length");
  const total = length === null ? null : Number(length);
  const pieces: BlobPart[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  try {
    // biome-ignore lint/performance/noAwaitInLoops: pieces come one after the other
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      pieces.push(part.value);
      received += part.value.byteLength;
      onBytes(received, total);
    }
  } catch (error) {
    throw signal.aborted ? error : new BrokenOffError(received, { cause: error });
  }
  if (total !== null && received !== total) {
    throw new BrokenOffError(received);
  }
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  return { content: new Blob(pieces, { type }), name: fileName(response.headers.get("Content-Disposition")) };
}

function fileName(disposition: string | null): string {
  const name = NAME.exec(disposition ?? "")?.groups?.["name"];
  return name === undefined ? "paramviz" : decodeURIComponent(name);
}
