import type { ComponentChildren, JSX } from "preact";

interface CardProps {
  readonly title: string;
  /** A line below the title. */
  readonly note?: string;
  readonly isWide?: boolean;
  /** On the right of the title. */
  readonly legend?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A chart with its title. */
export function ChartCard({ title, note, isWide = false, legend, children }: CardProps): JSX.Element {
  return (
    <section class={isWide ? "chart-card wide" : "chart-card"} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {legend}
        {note === undefined ? null : <p>{note}</p>}
      </header>
      {children}
    </section>
  );
}

/** Which colour is which run. */
export function RunLegend({ runs }: { runs: readonly { name: string; color: string }[] }): JSX.Element {
  return (
    <ul class="run-legend">
      {runs.map(({ name, color }) => (
        <li key={name} title={name}>
          <span class="dot" style={{ background: color }} />
          <span>{name}</span>
        </li>
      ))}
    </ul>
  );
}
