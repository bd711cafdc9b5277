import type { JSX } from "preact";
import { BACKGROUNDS, type PictureChoice } from "../../sharing/poster/choice";
import type { Captions, Parts } from "../../sharing/poster/figure";
import { OWN_WIDTHS, RESOLUTIONS, readWidth } from "../../sharing/sizes";
import { SelectField } from "../settings/fields";
import { BACKGROUND_NAMES, PICTURE, RESOLUTION_NAMES } from "../strings/picture";
import { NumberField } from "./number_field";
import { PartsFields } from "./parts_fields";

const PARTS: readonly (keyof Parts)[] = ["names", "legend", "phase", "insight", "explanation"];
const PARTS_OF_CHARTS = PARTS.filter((name) => name !== "legend");

interface PictureFieldsProps {
  readonly choice: PictureChoice;
  readonly captions: Captions;
  readonly isCharts: boolean;
  /** While a picture is made nothing can be changed. */
  readonly isBusy: boolean;
  onChange(change: Partial<PictureChoice>): void;
}

/** What can be chosen about a picture. */
export function PictureFields({ choice, captions, isCharts, isBusy, onChange }: PictureFieldsProps): JSX.Element {
  const { resolution, ownWidth, background, parts } = choice;
  return (
    <fieldset class="fields" disabled={isBusy} aria-label={PICTURE.title}>
      <SelectField
        label={PICTURE.resolution}
        value={resolution}
        names={RESOLUTIONS.map((name) => [name, RESOLUTION_NAMES[name]] as const)}
        onChange={(value) => onChange({ resolution: value })}
      />
      {resolution === "own" ? (
        <NumberField
          label={PICTURE.ownWidth}
          hint={PICTURE.ownWidthHint(OWN_WIDTHS.least, OWN_WIDTHS.most)}
          text={ownWidth}
          isValid={readWidth(ownWidth) !== null}
          onChange={(text) => onChange({ ownWidth: text })}
        />
      ) : null}
      {isCharts ? (
        <p class="note">{PICTURE.theme}</p>
      ) : (
        <SelectField
          label={PICTURE.background}
          value={background}
          names={BACKGROUNDS.map((name) => [name, BACKGROUND_NAMES[name]] as const)}
          onChange={(value) => onChange({ background: value })}
        />
      )}
      <PartsFields
        parts={parts}
        names={isCharts ? PARTS_OF_CHARTS : PARTS}
        captions={captions}
        onChange={(value) => onChange({ parts: value })}
      />
    </fieldset>
  );
}
