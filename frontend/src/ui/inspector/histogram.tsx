import type { JSX } from "preact";
import { type Density, densityOf, highestPeak } from "../../store/charts/density";
import { weightQuantiles } from "../../store/charts/quantiles";
import { valueExtent } from "../../store/charts/ridges";
import { lostWeights } from "../../store/inspection/figures";
import { type Subject, startAndNow } from "../../store/inspection/subject";
import type { Store } from "../../store/state";
import { densityPath } from "../charts/density_path";
import { axisNumber } from "../strings/format";
import { INSPECTOR } from "../strings/inspector";

const WIDTH = 248;
const HEIGHT = 84;
const HILL = 78;

/** How the weights are distributed at the step shown, over how they were at the first. */
export function HistogramSection({ store, subject }: { store: Store; subject: Subject }): JSX.Element {
  const { history, index } = subject;
  const step = store.stepOn(history.run.steps);
  const { start, now } = startAndNow(subject, step);
  const first = weightQuantiles(history, start, index);
  const current = weightQuantiles(history, now, index);
  const [before, after] = [first, current].map((quantiles) => (quantiles === null ? null : densityOf(quantiles)));
  const densities = [before, after].filter((density) => density !== null && density !== undefined);
  const extent = valueExtent(densities);
  const highest = highestPeak(densities);
  return (
    <section>
      <h3>{INSPECTOR.histogram}</h3>
      <NothingDrawn step={now?.step} isDrawn={current !== null} />
      {extent === null ? null : (
        <>
          <svg
            class="histogram"
            role="img"
            aria-label={INSPECTOR.histogramLabel(now?.step ?? 0, start?.step ?? 0)}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
          >
            <Hill density={before} look="hill-before" extent={extent} highest={highest} />
            <Hill density={after} look="hill-now" extent={extent} highest={highest} />
            <ZeroLine extent={extent} />
          </svg>
          <p class="ends">
            <span>{axisNumber(extent[0])}</span>
            <span>{axisNumber(extent[1])}</span>
          </p>
          <p class="hill-legend">
            <HillName isThere={before !== null} look="of-before" step={start?.step} />
            <HillName isThere={after !== null} look="of-now" step={now?.step} />
          </p>
        </>
      )}
      <SameValues quantiles={first} step={start?.step} lost={lostWeights(subject, start?.step ?? step)} />
      <SameValues quantiles={current} step={now?.step} lost={lostWeights(subject, step)} />
    </section>
  );
}

/** Why there is no hill: nothing has come yet, or there is nothing finite at the step. */
function NothingDrawn({ step, isDrawn }: { step: number | undefined; isDrawn: boolean }): JSX.Element | null {
  if (isDrawn) {
    return null;
  }
  return <p class="inspector-note">{step === undefined ? INSPECTOR.loading : INSPECTOR.noQuantiles(step)}</p>;
}

interface HillProps {
  readonly density: Density | null | undefined;
  readonly look: string;
  readonly extent: readonly [number, number];
  readonly highest: number;
}

function Hill({ density, look, extent, highest }: HillProps): JSX.Element | null {
  return density === null || density === undefined ? null : (
    <path class={look} d={densityPath(density, { extent, width: WIDTH, foot: HEIGHT, height: HILL, highest }, true)} />
  );
}

function HillName({
  isThere,
  look,
  step,
}: {
  isThere: boolean;
  look: string;
  step: number | undefined;
}): JSX.Element | null {
  return isThere && step !== undefined ? (
    <span class="swatch">
      <i class={look} />
      {INSPECTOR.atStep(step)}
    </span>
  ) : null;
}

function ZeroLine({ extent: [low, high] }: { extent: readonly [number, number] }): JSX.Element | null {
  if (low >= 0 || high <= 0) {
    return null;
  }
  const x = (-low / (high - low)) * WIDTH;
  return <line class="zero" x1={x} x2={x} y1={0} y2={HEIGHT} />;
}

interface SameValuesProps {
  readonly quantiles: readonly number[] | null;
  readonly step: number | undefined;
  /** How many weights are not finite, and so have no part in the quantiles. */
  readonly lost: number;
}

/** Says so where all weights are the same, and there is no hill to draw. */
function SameValues({ quantiles, step, lost }: SameValuesProps): JSX.Element | null {
  const [low] = quantiles ?? [];
  const isSame = quantiles !== null && low !== undefined && low === quantiles.at(-1);
  return isSame && step !== undefined ? <p class="inspector-note">{INSPECTOR.sameValue(low, step, lost)}</p> : null;
}
