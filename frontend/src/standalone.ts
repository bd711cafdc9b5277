/** The entry of an exported page: the tab in a file of its own, which holds what it shows. */

import { openPage } from "./page";
import { ArchiveApi } from "./sharing/page/archive_api";
import type { Contents } from "./sharing/page/contents";
import { pageBlocks, readContents } from "./sharing/page/read_page";
import type { ArchiveNote } from "./store/archive";
import { ARCHIVE } from "./ui/strings/archive";

const TAB = /^#paramviz(?:&|$)/u;

async function open(): Promise<void> {
  const contents = await readContents();
  showState(contents.hash);
  document.getElementById("waiting")?.remove();
  openPage(new ArchiveApi(contents, pageBlocks), noteOf(contents));
}

function noteOf({ title, runs, runPlaces, madeMs, loggedSnapshots }: Contents): ArchiveNote {
  return {
    title,
    runs: runs.map(({ name }) => name),
    runPlaces: new Map(runPlaces),
    madeMs,
    snapshots: runs.reduce((sum, { steps }) => sum + steps.length, 0),
    loggedSnapshots,
  };
}

/** Begins with what was in sight when the page was made, unless its address says otherwise. */
function showState(hash: string): void {
  if (TAB.test(location.hash)) {
    return;
  }
  try {
    history.replaceState(null, "", hash);
  } catch {
    // Some browsers leave the address of a file alone; this one they follow.
    location.hash = hash;
  }
}

open().catch((error: unknown) => {
  const waiting = document.getElementById("waiting") ?? document.body.appendChild(document.createElement("p"));
  waiting.textContent = error instanceof Error ? error.message : ARCHIVE.damaged(String(error));
});
