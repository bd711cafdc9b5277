/** The list of shortcuts. */

import type { JSX } from "preact";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialogs";
import { SURFACES } from "../strings/dialogs";
import { capName, caps, type KeyGroup, type KeyLine, PAGE_KEYS, PLACE_KEYS, SHORTCUTS_TITLES } from "../strings/keys";
import { adoptStyle } from "../styles/adopt";
import style from "../styles/shortcuts.css?inline";

adoptStyle(style);

export function ShortcutsDialog({ close }: DialogProps): JSX.Element {
  return (
    <Dialog title={SURFACES.shortcuts} isWide={true} close={close}>
      <p class="shortcuts-hint">{SHORTCUTS_TITLES.hint}</p>
      <div class="shortcuts">
        {[...PAGE_KEYS, ...PLACE_KEYS].map((group) => (
          <Group key={group.title} {...group} />
        ))}
      </div>
    </Dialog>
  );
}

function Group({ title, lines }: KeyGroup): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {lines.map((line) => (
          <Line key={line.does} {...line} />
        ))}
      </dl>
    </section>
  );
}

function Line({ keys, does }: KeyLine): JSX.Element {
  return (
    <div>
      <dt>
        {caps(keys).map((combination) => (
          <span key={combination.join("+")} class="combination">
            {combination.map((cap) => (
              <Cap key={cap} cap={cap} />
            ))}
          </span>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}

function Cap({ cap }: { cap: string }): JSX.Element {
  const name = capName(cap);
  return name === undefined ? (
    <kbd>{cap}</kbd>
  ) : (
    <kbd>
      <span aria-hidden="true">{cap}</span>
      <span class="heard">{name}</span>
    </kbd>
  );
}
