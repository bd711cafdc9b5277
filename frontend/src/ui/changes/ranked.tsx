import type { JSX } from "preact";

interface RankedButtonProps {
  readonly name: string;
  /** The whole line as a sentence, which describes the button; its name is what is seen on it. */
  readonly words: string;
  readonly figures: readonly string[];
  /** Length of the bar, as a share of the longest. */
  readonly share: number;
  readonly isSelected: boolean;
  onClick(event: MouseEvent): void;
}

/** What is listed, what stands on the right, and what is to be said of it. */
export function ListHeading({ title, hint, figures }: { title: string; hint: string; figures: string }): JSX.Element {
  return (
    <h4 class="list-heading" title={hint}>
      {title}
      {figures === "" ? null : <small>{figures}</small>}
    </h4>
  );
}

/** A line of a list in order of size, which can be selected. */
export function RankedButton({ name, words, figures, share, isSelected, onClick }: RankedButtonProps): JSX.Element {
  return (
    <li>
      <button type="button" aria-pressed={isSelected} title={words} onClick={onClick}>
        <Line name={name} figures={figures} share={share} />
      </button>
    </li>
  );
}

/** The same where there is nothing to select. */
export function RankedLine({
  name,
  figures,
  share,
}: Pick<RankedButtonProps, "name" | "figures" | "share">): JSX.Element {
  return (
    <li class="line">
      <Line name={name} figures={figures} share={share} />
    </li>
  );
}

function Line({ name, figures, share }: Pick<RankedButtonProps, "name" | "figures" | "share">): JSX.Element {
  return (
    <>
      <span class="name">{name}</span>
      {figures.map((figure, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: each column of figures keeps its place
        <span key={index} class="figure">
          {figure}
        </span>
      ))}
      <span class="nearness" style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
    </>
  );
}
