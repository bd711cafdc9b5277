/** Builds the page, and has it follow what answers: the server, or the file that it stands in. */

import { effect } from "@preact/signals";
import { h, render as mount } from "preact";
import type { Server } from "./api";
import {
  adoptFonts,
  nameDocument,
  prefersStillness,
  readAddress,
  recall,
  remember,
  watchHost,
  writeAddress,
} from "./host";
import { FrameLoop } from "./scene/frame_loop";
import { openPicture } from "./scene/open_picture";
import { keepQuality } from "./scene/quality_keeper";
import type { ArchiveNote } from "./store/archive";
import { followInsights } from "./store/insights/sync";
import { readLink, writeLink } from "./store/link";
import { createLinkedStore, linkOf } from "./store/linked_page";
import { followMovement } from "./store/movement/sync";
import { followNeighbors } from "./store/neighbors";
import { advance } from "./store/playback";
import { readSettings, writeSettings } from "./store/settings_text";
import type { Store } from "./store/state";
import { startSync } from "./store/sync";
import { App } from "./ui/app";
import { listenToKeys } from "./ui/keys";
import { STRINGS } from "./ui/strings/page";
import { STYLE } from "./ui/styles";
import type { OpenView } from "./ui/view";

const ADDRESS_DELAY_MS = 300;
/** So fast a glide is over with its first frame. */
const AT_ONCE = 1e9;
/** Under this name the browser remembers the settings. */
const SETTINGS = "settings";

/** Builds the page and starts to follow what answers; `archive` is the file that the page stands in, if it does. */
export function openPage(api: Server, archive: ArchiveNote | null): void {
  nameDocument(archive === null ? STRINGS.title : archive.title);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
  adoptFonts();

  const link = readLink(readAddress());
  const settings = link.choices.settings ?? readSettings(recall(SETTINGS));
  const store = createLinkedStore(link, { ...link.choices, ...(settings === null ? {} : { settings }) });
  store.archive.value = archive;
  if (archive !== null) {
    store.runPlaces.value = archive.runPlaces;
  }
  const loop = new FrameLoop();
  loop.add((elapsedMs) => movePlayhead(store, elapsedMs));
  // The film and the glide to new steps go on in every view, also in one that draws nothing itself.
  for (const signal of [store.playhead, store.domain]) {
    signal.subscribe(() => loop.request());
  }
  watchHost(store);
  effect(() => loop.setPaused(!store.visible.value));
  listenToKeys(store);
  keepAddress(store);
  keepSettings(store);
  keepQuality(store, loop);
  const open: OpenView = (canvas, overlay) =>
    openPicture(store, loop, { canvas, overlay, requestFrame: () => loop.request() });
  store.openStill.value = async () => {
    const { openStill } = await import("./scene/still");
    return openStill(store);
  };
  mount(h(App, { store, api, openView: open }), document.body);
  startSync(store, api);
  followNeighbors(store, api);
  followMovement(store, api);
  followInsights(store, api);
}

function movePlayhead(store: Store, elapsedMs: number): boolean {
  const playhead = store.playhead.peek();
  const { settings } = store.choices.peek();
  const glideSpeed = prefersStillness() ? AT_ONCE : settings.animationSpeed;
  const film = {
    domain: store.domain.peek(),
    snapshotSteps: store.snapshotSteps.peek(),
    pace: settings.filmPace,
    loops: settings.loop,
    glideSpeed,
  };
  const next = advance(playhead, film, elapsedMs);
  if (next === playhead) {
    return false;
  }
  store.playhead.value = next;
  return true;
}

/** Lets the browser remember the settings that the user changes; those of a link remain the link's. */
function keepSettings(store: Store): void {
  let known = store.choices.peek().settings;
  effect(() => {
    const { settings } = store.choices.value;
    if (settings !== known) {
      known = settings;
      remember(SETTINGS, writeSettings(settings));
    }
  });
}

/** Writes the state into the address, a moment after it has come to rest. */
function keepAddress(store: Store): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    // What was due before the tour is still written; the tour gives back what it found.
    if (store.isTouring.value) {
      return;
    }
    const link = linkOf(store);
    clearTimeout(timer);
    if (store.visible.value && store.status.value === "ready") {
      timer = setTimeout(() => writeAddress(writeLink(link)), ADDRESS_DELAY_MS);
    }
  });
}
