/** What TensorBoard tells the frames of its plugins: over a channel that a frame offers to it, as its plugin library does. */

import type { Disposable } from "./disposables";

/** With these words a frame offers a channel; TensorBoard takes it, and says what becomes of its page. */
const OFFER = "experimental.bootstrap";
/** What it says when its data have been loaded anew: the reload button was pressed, or it reloads by itself. */
const RELOADED = "experimental.DataReloaded";

interface Message {
  readonly type: string;
  readonly id: number;
  readonly isReply: boolean;
}

/** Listens to the page around the tab; where that is none of TensorBoard's, nobody takes the channel and nothing is heard. */
export function listenToReloads(host: Window, onReload: () => void): Disposable {
  const { port1: own, port2: offered } = new MessageChannel();
  own.onmessage = ({ data }: MessageEvent<unknown>): void => {
    const message = readMessage(data);
    if (message === null || message.isReply) {
      return;
    }
    own.postMessage(JSON.stringify({ type: message.type, id: message.id, payload: null, error: null, isReply: true }));
    if (message.type === RELOADED) {
      onReload();
    }
  };
  host.postMessage(OFFER, "*", [offered]);
  return { dispose: () => own.close() };
}

function readMessage(data: unknown): Message | null {
  try {
    const message = JSON.parse(String(data)) as Partial<Message> | null;
    return typeof message?.type === "string" && typeof message.id === "number"
      ? { type: message.type, id: message.id, isReply: message.isReply === true }
      : null;
  } catch {
    return null;
  }
}
