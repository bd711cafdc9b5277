import type { JSX } from "preact";
import { CLIP_HEIGHTS, CLIP_SECONDS, type ClipChoice, FRAME_RATES } from "../../sharing/clip/choice";
import type { ClipWay } from "../../sharing/clip/formats";
import type { Captions, Parts } from "../../sharing/poster/figure";
import { FILM_PACES } from "../../store/playback";
import { RangeField, SelectField } from "../settings/fields";
import { BACKGROUND_NAMES, CLIP, FORMAT_NAMES, PACE_NAMES, PICTURE } from "../strings/picture";
import { NumberField } from "./number_field";
import { PartsFields } from "./parts_fields";

const PARTS: readonly (keyof Parts)[] = ["names", "legend", "phase", "insight", "explanation"];

interface ClipFieldsProps {
  readonly choice: ClipChoice;
  readonly ways: readonly ClipWay[];
  readonly captions: Captions;
  /** Whether the steps that were typed make a stretch of the training. */
  readonly isSpan: boolean;
  /** While a clip is made nothing can be changed. */
  readonly isBusy: boolean;
  onChange(change: Partial<ClipChoice>): void;
}

/** What can be chosen about a clip. */
export function ClipFields({ choice, ways, captions, isSpan, isBusy, onChange }: ClipFieldsProps): JSX.Element {
  const formats = ways.map(({ format }) => format);
  return (
    <fieldset class="fields" disabled={isBusy} aria-label={CLIP.title}>
      <div class="pair">
        <NumberField
          label={CLIP.from}
          hint={CLIP.order}
          text={choice.from}
          isValid={isSpan}
          onChange={(from) => onChange({ from })}
        />
        <NumberField
          label={CLIP.to}
          hint={CLIP.order}
          text={choice.to}
          isValid={isSpan}
          onChange={(to) => onChange({ to })}
        />
      </div>
      <RangeField
        label={CLIP.length}
        value={choice.seconds}
        bounds={[CLIP_SECONDS.least, CLIP_SECONDS.most]}
        step={1}
        format={CLIP.seconds}
        onChange={(seconds) => onChange({ seconds })}
      />
      <div class="pair">
        <SelectField
          label={CLIP.pace}
          value={choice.pace}
          names={FILM_PACES.map((name) => [name, PACE_NAMES[name]] as const)}
          onChange={(pace) => onChange({ pace })}
        />
        <SelectField
          label={CLIP.framesPerSecond}
          value={choice.framesPerSecond}
          names={FRAME_RATES.map((rate) => [rate, String(rate)] as const)}
          onChange={(framesPerSecond) => onChange({ framesPerSecond })}
        />
        <SelectField
          label={CLIP.size}
          value={choice.height}
          names={CLIP_HEIGHTS.map((height) => [height, CLIP.height(height)] as const)}
          onChange={(height) => onChange({ height })}
        />
        <SelectField
          label={CLIP.format}
          value={choice.format ?? formats[0] ?? "mp4"}
          names={formats.map((format) => [format, FORMAT_NAMES[format]] as const)}
          onChange={(format) => onChange({ format })}
        />
      </div>
      <SelectField
        label={PICTURE.background}
        value={choice.theme}
        names={(["light", "dark"] as const).map((theme) => [theme, BACKGROUND_NAMES[theme]] as const)}
        onChange={(theme) => onChange({ theme })}
      />
      <PartsFields parts={choice.parts} names={PARTS} captions={captions} onChange={(parts) => onChange({ parts })} />
    </fieldset>
  );
}
