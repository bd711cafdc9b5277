import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { RunInfo } from "../../answers";
import { LOST } from "../../store/charts/values";
import { figuresOfRun, type RunFigures } from "../../store/comparison/figures";
import { differences, type Hyperparameter } from "../../store/comparison/hyperparameters";
import { colorOfRun } from "../../store/run_colors";
import type { Store } from "../../store/state";
import { compact, number } from "../strings/format";
import { measured, modelName, RUNS_TABLE, settingText } from "../strings/runs_table";
import { ChartCard } from "./card";

/** So many hyperparameters are listed at most. */
const MOST_LISTED = 100;

/** In a lower view the table is folded until somebody wants it: the charts come first. */
const LEAST_VIEW_PIXELS = 420;

/** The table of runs, folded where it would take the place of the charts. */
export function RunsCard({ store }: { store: Store }): JSX.Element {
  const isOpen = store.isComparisonOpen.value ?? store.viewSize.value.height >= LEAST_VIEW_PIXELS;
  const toggle = (): void => {
    store.isComparisonOpen.value = !isOpen;
  };
  return (
    <ChartCard
      title={RUNS_TABLE.title}
      isWide={true}
      legend={
        <button type="button" class="link" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? RUNS_TABLE.hide : RUNS_TABLE.show}
        </button>
      }
    >
      {isOpen ? <RunsTable store={store} /> : null}
    </ChartCard>
  );
}

/** The shown runs side by side, one column each: their figures, and the hyperparameters in which they differ. */
function RunsTable({ store }: { store: Store }): JSX.Element {
  const runs = store.shownRuns.value;
  const histories = store.network.histories.value ?? [];
  const times = store.timeline.times.value;
  const figures = useMemo(
    () =>
      runs.map((run) =>
        figuresOfRun(
          run,
          histories.find((history) => history.run.name === run.name),
          times.get(run.name),
        ),
      ),
    [runs, histories, times],
  );
  const settings = useMemo(() => differences(runs.map(({ config }) => config)), [runs]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="comparison" tabIndex={0} aria-label={RUNS_TABLE.table}>
        <table>
          <caption class="heard">{RUNS_TABLE.title}</caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="heard">{RUNS_TABLE.figure}</span>
              </th>
              {runs.map(({ name }) => (
                <th key={name} scope="col" title={name}>
                  <span class="dot" style={{ background: colorOfRun(store, name) }} />
                  <span class="clipped">{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <FigureRows figures={figures} />
          {settings.length > 0 ? <SettingRows names={runs.map(({ name }) => name)} settings={settings} /> : null}
        </table>
      </section>
      {runs.length > 1 ? <p class="comparison-note">{noteOn(runs, settings)}</p> : null}
    </>
  );
}

/** What is to be said below the hyperparameters, or in their place. */
function noteOn(runs: readonly RunInfo[], settings: readonly Hyperparameter[]): string {
  if (runs.every(({ config }) => Object.keys(config).length === 0)) {
    return RUNS_TABLE.noConfig;
  }
  if (settings.length === 0) {
    return RUNS_TABLE.same;
  }
  return settings.length > MOST_LISTED ? RUNS_TABLE.left(settings.length - MOST_LISTED) : "";
}

interface Cell {
  readonly text: string | JSX.Element;
  readonly title?: string;
  readonly isLost?: boolean;
}

interface Row {
  readonly name: string;
  readonly hint?: string;
  readonly isText?: boolean;
  cellOf(figures: RunFigures): Cell;
}

const ROWS: readonly Row[] = [
  { name: RUNS_TABLE.model, isText: true, cellOf: (its) => ({ text: modelName(its) }) },
  {
    name: RUNS_TABLE.parameters,
    hint: RUNS_TABLE.parametersHint,
    cellOf: ({ run: { parameter_count: count } }) => ({ text: compact(count), title: number(count) }),
  },
  { name: RUNS_TABLE.snapshots, cellOf: ({ run }) => ({ text: number(run.steps.length) }) },
  {
    name: RUNS_TABLE.lastStep,
    cellOf: ({ lastStep }) => ({ text: lastStep === null ? RUNS_TABLE.nothing : number(lastStep) }),
  },
];

const LATER_ROWS: readonly Row[] = [
  {
    name: RUNS_TABLE.norm,
    hint: RUNS_TABLE.normHint,
    cellOf: ({ norm, statisticsStep }) => numberCell(norm, statisticsStep),
  },
  {
    name: RUNS_TABLE.updateRatio,
    hint: RUNS_TABLE.updateRatioHint,
    cellOf: ({ updateRatio, statisticsStep }) => numberCell(updateRatio, statisticsStep),
  },
  { name: RUNS_TABLE.phases, isText: true, cellOf: ({ phases }) => ({ text: <Phases phases={phases} /> }) },
  {
    name: RUNS_TABLE.verdict,
    isText: true,
    cellOf: ({ verdict, sentence }) => ({ text: verdict || RUNS_TABLE.nothing, title: sentence }),
  },
];

/** The scalar is named where all runs that have one have the same. */
function scalarRow(figures: readonly RunFigures[]): Row {
  const tags = new Set(figures.flatMap(({ scalar }) => (scalar === null ? [] : [scalar.tag])));
  const [tag] = tags;
  return {
    name: tags.size === 1 && tag !== undefined ? RUNS_TABLE.scalar(tag) : RUNS_TABLE.noScalar,
    hint: RUNS_TABLE.scalarHint,
    cellOf: ({ scalar }) => numberCell(scalar?.value ?? Number.NaN, scalar?.step ?? null),
  };
}

function numberCell(value: number, step: number | null): Cell {
  return {
    text: measured(value),
    isLost: value === LOST,
    ...(step === null ? {} : { title: RUNS_TABLE.atStep(step) }),
  };
}

function FigureRows({ figures }: { figures: readonly RunFigures[] }): JSX.Element {
  return (
    <tbody>
      {[...ROWS, scalarRow(figures), ...LATER_ROWS].map(({ name, hint, isText, cellOf }) => (
        <tr key={name} class={isText ? "of-words" : undefined}>
          <th scope="row" title={hint}>
            {name}
          </th>
          {figures.map((its) => {
            const { text, title, isLost } = cellOf(its);
            return (
              <td key={its.run.name} title={title} class={isLost ? "lost-figure" : undefined}>
                {text}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}

function Phases({ phases }: Pick<RunFigures, "phases">): JSX.Element {
  if (phases.length === 0) {
    return <>{RUNS_TABLE.nothing}</>;
  }
  return (
    <ol class="phase-list">
      {phases.map((band) => (
        <li key={band.first} title={band.sentence}>
          <span class={`phase-mark ${band.phase.replace(" ", "-")}`} />
          {band.phase} <small>{RUNS_TABLE.span(band)}</small>
        </li>
      ))}
    </ol>
  );
}

interface SettingRowsProps {
  readonly names: readonly string[];
  readonly settings: readonly Hyperparameter[];
}

function SettingRows({ names, settings }: SettingRowsProps): JSX.Element {
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colSpan={names.length + 1}>
          <span>{RUNS_TABLE.hyperparameters}</span>
        </th>
      </tr>
      {settings.slice(0, MOST_LISTED).map(({ name, values }) => (
        <tr key={name}>
          <th scope="row" title={name}>
            <span class="clipped">{name}</span>
          </th>
          {values.map((value, index) => {
            const text = settingText(value);
            return (
              <td key={names[index]} title={text} class={value === undefined ? "absent" : undefined}>
                <span class="clipped">{text}</span>
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}
