import type { JSX } from "preact";
import type { Store } from "../../store/state";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialogs";
import { CLIP } from "../strings/picture";
import { adoptStyle } from "../styles/adopt";
import { ClipMaking } from "./clip_making";
import style from "./poster_dialog.css?inline";

adoptStyle(style);

/** The training as a film: from which step to which, how long, how large. */
export function ClipDialog({ store, close }: DialogProps): JSX.Element {
  const obstacle = obstacleOf(store);
  return (
    <Dialog title={CLIP.title} isWide={obstacle === ""} close={close}>
      {obstacle === "" ? <ClipMaking store={store} /> : <p>{obstacle}</p>}
    </Dialog>
  );
}

/** Why there can be no clip; empty where there can. */
function obstacleOf({ choices, domain }: Store): string {
  if (choices.value.view === "charts") {
    return CLIP.charts;
  }
  const { first, last } = domain.value;
  return last > first ? "" : CLIP.standing;
}
