import type { JSX } from "preact";
import type { Captions, Parts } from "../../sharing/poster/figure";
import { PART_MISSING, PART_NAMES, PICTURE } from "../strings/picture";

interface PartsProps {
  readonly parts: Parts;
  /** Those that can be chosen. */
  readonly names: readonly (keyof Parts)[];
  readonly captions: Captions;
  onChange(parts: Parts): void;
}

/** What is to stand around the picture; what there is nothing of cannot be chosen, and says why. */
export function PartsFields({ parts, names, captions, onChange }: PartsProps): JSX.Element {
  return (
    <fieldset>
      <legend>{PICTURE.contents}</legend>
      {names.map((name) => {
        const isThere = name === "names" || name === "legend" || captions[name] !== undefined;
        return (
          <label key={name} class={isThere ? "setting checked" : "setting checked absent"}>
            <input
              type="checkbox"
              checked={parts[name] && isThere}
              disabled={!isThere}
              onChange={({ currentTarget }) => onChange({ ...parts, [name]: currentTarget.checked })}
            />
            <span>
              {PART_NAMES[name]}
              {isThere ? null : <small>{PART_MISSING[name]}</small>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
