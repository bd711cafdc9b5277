import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { axisLabels } from "../../store/axis";
import { highestPeak } from "../../store/charts/density";
import { type Ridge, ridgesOf, valueExtent } from "../../store/charts/ridges";
import type { Subject } from "../../store/inspection/subject";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { CHARTS } from "../strings/charts";
import { axisNumber, number } from "../strings/format";
import { ChartCard } from "./card";
import { densityPath } from "./density_path";
import { useSize } from "./size";

const MOST_RIDGES = 18;
const HEIGHT_PIXELS = 232;
const RIDGE_PIXELS = 62;
const AXIS_PIXELS = 20;
const STEPS_PIXELS = 46;

/** Histograms of the selected parameter over time, one behind the other. */
export function RidgesCard({ store, subjects }: { store: Store; subjects: readonly Subject[] }): JSX.Element {
  const all = useMemo(
    () =>
      subjects.map(({ history, index }) => ({
        run: history.run.name,
        ridges: ridgesOf(history, index, MOST_RIDGES),
      })),
    [subjects],
  );
  const densities = all.flatMap(({ ridges }) => ridges.map(({ density }) => density));
  const extent = valueExtent(densities);
  return (
    <ChartCard title={CHARTS.ridges} note={CHARTS.ridgesHint} isWide={all.length > 1}>
      {extent === null ? (
        <p class="chart-note">{CHARTS.constant}</p>
      ) : (
        <div class="small-multiples">
          {all.map(({ run, ridges }) => (
            <figure key={run}>
              {all.length > 1 ? (
                <figcaption>
                  <span class="dot" style={{ background: colorOfRun(store, run) }} />
                  {run}
                </figcaption>
              ) : null}
              <Ridges store={store} run={run} ridges={ridges} extent={extent} highest={highestPeak(densities)} />
            </figure>
          ))}
        </div>
      )}
    </ChartCard>
  );
}

interface RidgesProps {
  readonly store: Store;
  readonly run: string;
  readonly ridges: readonly Ridge[];
  readonly extent: readonly [number, number];
  readonly highest: number;
}

function Ridges({ store, run, ridges, extent, highest }: RidgesProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const width = Math.max(1, size.width - STEPS_PIXELS);
  const foot = HEIGHT_PIXELS - AXIS_PIXELS;
  const feet = ridges.map((_, index) => RIDGE_PIXELS + ((foot - RIDGE_PIXELS) * (index + 1)) / ridges.length);
  const color = colorOfRun(store, run);
  const span = extent[1] - extent[0];
  // The labels of steps are those of an axis of any whole numbers; values are brought to such.
  const unit = 10 ** (Math.floor(Math.log10(span)) - 2);
  const ticks = axisLabels({ first: extent[0] / unit, last: extent[1] / unit }, width, 64);
  return (
    <div ref={host} class="ridges">
      <svg role="img" aria-label={CHARTS.plotLabel(CHARTS.ridges, [run])} width="100%" height={HEIGHT_PIXELS}>
        {size.width === 0 ? null : (
          <>
            {ticks.map((tick) => (
              <text
                key={tick}
                class="tick-text"
                x={((tick * unit - extent[0]) / span) * width}
                y={HEIGHT_PIXELS - 5}
                text-anchor="middle"
              >
                {axisNumber(Number((tick * unit).toPrecision(3)))}
              </text>
            ))}
            {ridges.map(({ step, density }, index) => (
              <path
                key={step}
                class="ridge"
                d={densityPath(
                  density,
                  { extent, width, foot: feet[index] ?? foot, height: RIDGE_PIXELS, highest },
                  true,
                )}
                style={{ fill: ridgeFill(color, index / Math.max(1, ridges.length - 1)) }}
              />
            ))}
            <ShownRidge store={store} ridges={ridges} feet={feet} place={{ extent, width, highest }} />
            {stepLabels(ridges, feet).map(({ step, y }) => (
              <text key={step} class="tick-text" x={width + 6} y={y}>
                {number(step)}
              </text>
            ))}
          </>
        )}
      </svg>
    </div>
  );
}

/** The outline of the one nearest to the step shown. */
function ShownRidge({
  store,
  ridges,
  feet,
  place,
}: {
  store: Store;
  ridges: readonly Ridge[];
  feet: readonly number[];
  place: { extent: readonly [number, number]; width: number; highest: number };
}): JSX.Element | null {
  const { step } = store.playhead.value;
  const distances = ridges.map((one) => Math.abs(one.step - step));
  const index = distances.indexOf(Math.min(...distances));
  const ridge = ridges[index];
  return ridge === undefined ? null : (
    <path
      class="shown-ridge"
      d={densityPath(ridge.density, { ...place, foot: feet[index] ?? 0, height: RIDGE_PIXELS }, false)}
    />
  );
}

/** Later ones are fuller in colour. */
function ridgeFill(color: string, share: number): string {
  return `color-mix(in srgb, ${color} ${Math.round(25 + 60 * share)}%, var(--page))`;
}

/** Some of the steps, so far apart that they can be read. */
function stepLabels(ridges: readonly Ridge[], feet: readonly number[]): readonly { step: number; y: number }[] {
  const stride = Math.max(1, Math.ceil(ridges.length / 6));
  return ridges.flatMap(({ step }, index) =>
    (ridges.length - 1 - index) % stride === 0 || (index === 0 && (ridges.length - 1) % stride > 1)
      ? [{ step, y: feet[index] ?? 0 }]
      : [],
  );
}
