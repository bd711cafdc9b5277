import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface NumberFieldProps {
  readonly label: string;
  /** What may be typed. */
  readonly hint: string;
  /** As it was typed. */
  readonly text: string;
  readonly isValid: boolean;
  onChange(text: string): void;
}

/** A whole number to be typed; says what it may be where it is not. */
export function NumberField({ label, hint, text, isValid, onChange }: NumberFieldProps): JSX.Element {
  const [id, hintId] = [useId(), useId()];
  return (
    <div class="setting" title={hint}>
      <label for={id}>{label}</label>
      <input
        id={id}
        class="number"
        inputMode="numeric"
        value={text}
        aria-invalid={!isValid}
        aria-describedby={hintId}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <small id={hintId} class={isValid ? "heard" : "problem"}>
        {hint}
      </small>
    </div>
  );
}
