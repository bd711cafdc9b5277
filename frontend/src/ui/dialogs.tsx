import type { ComponentType, JSX } from "preact";
import { useCallback } from "preact/hooks";
import type { Server } from "../api";
import { IS_STANDALONE } from "../standalone_mode";
import type { Store } from "../store/state";
import type { DialogName, OpenDialog } from "../store/surfaces";
import { Dialog } from "./dialog";
import { Lazy } from "./lazy";
import { DIALOG } from "./strings/dialogs";

export interface DialogProps {
  readonly store: Store;
  readonly api: Server;
  readonly open: OpenDialog;
  close(): void;
}

/** Each is loaded when it is first wanted. */
const DIALOGS: Partial<Readonly<Record<DialogName, () => Promise<ComponentType<DialogProps>>>>> = {
  shortcuts: async () => (await import("./shortcuts/dialog")).ShortcutsDialog,
  table: async () => (await import("./table/dialog")).TableDialog,
  data: async () => (await import("./sharing/data/dialog")).DataDialog,
  link: async () => (await import("./sharing/link/dialog")).LinkDialog,
  ...(IS_STANDALONE ? {} : { page: () => import("./sharing/page_dialog").then(({ PageDialog }) => PageDialog) }),
  picture: async () => (await import("./sharing/picture_dialog")).PictureDialog,
  clip: async () => (await import("./sharing/clip_dialog")).ClipDialog,
};

/** What lies over the page, if anything. */
export function Dialogs({ store, api }: { store: Store; api: Server }): JSX.Element | null {
  const open = store.dialog.value;
  const close = useCallback(() => {
    store.dialog.value = null;
  }, [store]);
  const load = open === null ? undefined : DIALOGS[open.name];
  if (open === null || load === undefined) {
    return null;
  }
  return (
    <Lazy
      key={open.name}
      load={load}
      props={{ store, api, open, close }}
      otherwise={(error) => (
        <Dialog title={DIALOG.notLoaded} close={close}>
          <p>{DIALOG.notLoadedHint}</p>
          <p class="note">{String(error)}</p>
        </Dialog>
      )}
    />
  );
}
