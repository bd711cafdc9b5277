import type { ComponentChildren, JSX } from "preact";

interface ChoiceLineProps {
  /** Radio buttons of one name exclude each other. */
  readonly group: string;
  readonly isChosen: boolean;
  readonly name: string;
  /** What exactly that is, in small print. */
  readonly detail?: string | undefined;
  readonly children?: ComponentChildren;
  choose(): void;
}

/** One of some things to choose, with what exactly it is. */
export function ChoiceLine({ group, isChosen, name, detail, children, choose }: ChoiceLineProps): JSX.Element {
  return (
    <div class={isChosen ? "choice-line chosen" : "choice-line"}>
      <label>
        <input type="radio" name={group} checked={isChosen} onChange={choose} />
        <span>{name}</span>
        {detail === undefined ? null : (
          <small class="detail" title={detail}>
            {detail}
          </small>
        )}
      </label>
      {children}
    </div>
  );
}

/** Few names beside each other, of which one is chosen. */
export function Segments<T extends string>({
  group,
  label,
  chosen,
  names,
  onChange,
}: {
  group: string;
  label: string;
  chosen: T;
  names: Readonly<Record<T, { readonly name: string; readonly hint: string }>>;
  onChange(name: T): void;
}): JSX.Element {
  return (
    <div class="values" role="radiogroup" aria-label={label}>
      {(Object.keys(names) as T[]).map((key) => (
        <label key={key} title={names[key].hint}>
          <input type="radio" name={group} checked={chosen === key} onChange={() => onChange(key)} />
          <span>{names[key].name}</span>
        </label>
      ))}
    </div>
  );
}
