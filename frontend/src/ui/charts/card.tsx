import type { ComponentChildren, JSX } from "preact";
import { colorOfRun, dashOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";

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

/** Which colour is which run, and which broken line. */
export function RunLegend({ store, runs }: { store: Store; runs: readonly string[] }): JSX.Element {
  return (
    <ul class="run-legend">
      {runs.map((name) => (
        <li key={name} title={name}>
          <RunMark color={colorOfRun(store, name)} dash={dashOfRun(store, name)} />
          <span>{name}</span>
        </li>
      ))}
    </ul>
  );
}

function RunMark({ color, dash }: { color: string; dash: readonly number[] }): JSX.Element {
  return dash.length === 0 ? (
    <span class="dot" style={{ background: color }} />
  ) : (
    <svg class="line-mark" width="24" height="9" aria-hidden="true">
      <path d="M0 4.5h24" stroke={color} stroke-width="2" stroke-dasharray={dash.join(" ")} />
    </svg>
  );
}
