import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** A choice among few, by their names. */
export function SelectField<T extends string | number>({
  label,
  hint,
  value,
  names,
  onChange,
}: {
  label: string;
  hint?: string;
  value: T;
  names: readonly (readonly [T, string])[];
  onChange(value: T): void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="setting" title={hint}>
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = names[currentTarget.selectedIndex];
          if (chosen !== undefined) {
            onChange(chosen[0]);
          }
        }}
      >
        {names.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A number between two others, with what it is now. */
export function RangeField({
  label,
  hint,
  value,
  bounds: [least, most],
  step,
  format,
  onChange,
}: {
  label: string;
  hint?: string;
  value: number;
  bounds: readonly [number, number];
  step: number;
  format(value: number): string;
  onChange(value: number): void;
}): JSX.Element {
  const id = useId();
  return (
    <div class="setting" title={hint}>
      <label for={id}>{label}</label>
      <output for={id}>{format(value)}</output>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={format(value)}
        style={{ "--done": `${((value - least) / (most - least)) * 100}%` }}
        onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </div>
  );
}

/** Something that is on or off. */
export function CheckField({
  label,
  hint,
  isOn,
  onChange,
}: {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange(isOn: boolean): void;
}): JSX.Element {
  return (
    <label class="setting checked" title={hint}>
      <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
