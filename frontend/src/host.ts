/** TensorBoard's page around the tab: its theme, its fonts, its address, and whether anybody sees the tab. */

import { type Disposable, DisposableStore } from "./disposables";
import { listenToReloads } from "./host_messages";
import { IS_STANDALONE } from "./standalone_mode";
import type { Store } from "./store/state";

const TAB = /^#paramviz(?:&|$)/u;

/** The page that the tab is embedded in; the tab's own where it stands alone, as an exported page does wherever it is. */
function surroundings(): Window {
  if (IS_STANDALONE) {
    return window;
  }
  try {
    return window.parent.document === null ? window : window.parent;
  } catch {
    return window;
  }
}

/** Names the tab for people who hear it. */
export function nameDocument(title: string): void {
  document.title = title;
  document.documentElement.lang = "en";
  window.frameElement?.setAttribute("title", title);
}

/** TensorBoard writes its fonts' addresses as if it were always served from the root. */
const FONT_ADDRESS = /url\("?\/font-roboto\/([^")]+)"?\)/gu;

/** Uses the fonts that TensorBoard serves: copies its rules for them. */
export function adoptFonts(): void {
  const sheet = new CSSStyleSheet();
  for (const rule of [...surroundings().document.styleSheets].flatMap(readableRules)) {
    if (rule.constructor.name === "CSSFontFaceRule" && rule.cssText.includes("Roboto")) {
      sheet.insertRule(rule.cssText.replace(FONT_ADDRESS, (_, name: string) => `url("${fontAddress(name)}")`));
    }
  }
  document.adoptedStyleSheets.push(sheet);
}

/** A sheet's rules; none where a browser extension has added a sheet of another origin. */
function readableRules(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}

function fontAddress(name: string): string {
  return new URL(`font-roboto/${name}`, surroundings().document.baseURI).href;
}

/** Keeps the store's theme and visibility as TensorBoard's page has them, and tells it when its reload button is pressed. */
export function watchHost(store: Store): Disposable {
  const disposables = new DisposableStore();
  const { body } = surroundings().document;
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  const standsAlone = surroundings() === window;
  const readTheme = (): void => {
    const isDark = standsAlone ? prefersDark.matches : body.classList.contains("dark-mode");
    store.theme.value = isDark ? "dark" : "light";
  };
  // TensorBoard hides the frames of other tabs instead of removing them: they have no height then.
  const readVisibility = (): void => {
    store.visible.value = document.visibilityState === "visible" && window.innerHeight > 0;
  };
  readTheme();
  readVisibility();
  // A link that opens this tab has given the focus to nothing yet: the keys of the timeline want it.
  if (surroundings().document.activeElement === body) {
    window.focus();
  }
  const observer = new MutationObserver(readTheme);
  observer.observe(body, { attributes: true, attributeFilter: ["class"] });
  disposables.defer(() => observer.disconnect());
  disposables.listen(prefersDark, "change", readTheme);
  disposables.listen(window, "resize", readVisibility);
  disposables.listen(document, "visibilitychange", readVisibility);
  const onReload = (): void => {
    store.reloads.value += 1;
  };
  // Whoever has a network again need not wait for the next try.
  disposables.listen(window, "online", onReload);
  if (!standsAlone) {
    disposables.add(listenToReloads(surroundings(), onReload));
  }
  return disposables;
}

/** What the address says behind the tab's name. */
export function readAddress(): string {
  const { hash } = surroundings().location;
  return TAB.test(hash) ? hash : "";
}

/** Puts the state into the address, unless another tab has it now. */
export function writeAddress(hash: string): void {
  const { location, history } = surroundings();
  if (TAB.test(location.hash) && location.hash !== hash) {
    history.replaceState(history.state, "", hash);
  }
}

/** The address of the page around the tab, with a state for the tab in it. */
export function addressWith(hash: string): string {
  const address = new URL(surroundings().location.href);
  address.hash = hash;
  return address.href;
}

const STORAGE_PREFIX = "paramviz.";

/** What this browser remembers under a name; null where that is nothing, or it is not allowed to remember. */
export function recall(name: string): string | null {
  try {
    return window.localStorage.getItem(STORAGE_PREFIX + name);
  } catch {
    return null;
  }
}

/** Lets this browser remember a text, where it may and has room: nothing depends on it. */
export function remember(name: string, text: string): void {
  try {
    window.localStorage.setItem(STORAGE_PREFIX + name, text);
  } catch {
    // A link still carries what was to be remembered.
  }
}

/** Whether the user wants things to stand still. */
export function prefersStillness(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
