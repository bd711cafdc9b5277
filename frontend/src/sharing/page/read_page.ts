/** Reads the page that this program stands in. */

import { RefusedError } from "../../api";
import { ARCHIVE } from "../../ui/strings/archive";
import { fromBase64, inflated } from "./bytes";
import { type Contents, FORMAT } from "./contents";
import { BLOCK_ID } from "./document";
import type { BlockSource } from "./stack";

const DAMAGED = 500;

/** What the page holds; rejects with `RefusedError` where that cannot be read. */
export async function readContents(): Promise<Contents> {
  const contents = JSON.parse(new TextDecoder().decode(await unpacked("contents"))) as Contents;
  if (contents.format !== FORMAT) {
    throw new RefusedError(DAMAGED, ARCHIVE.damaged(`its format is ${contents.format}, not ${FORMAT}`));
  }
  return contents;
}

/** The blocks in the page; a text that has been read stays there, for whoever saves the page. */
export const pageBlocks: BlockSource = {
  read: (block) => unpacked(`${BLOCK_ID}${block}`),
};

async function unpacked(id: string): Promise<Uint8Array> {
  const text = document.getElementById(id)?.textContent;
  if (text === undefined || text === null) {
    throw new RefusedError(DAMAGED, ARCHIVE.damaged(`${id} is missing`));
  }
  try {
    return await inflated(fromBase64(text));
  } catch (error) {
    // biome-ignore lint/style/useErrorCause: the words have it
    throw new RefusedError(DAMAGED, ARCHIVE.damaged(`${id} cannot be unpacked, ${String(error)}`));
  }
}
