/** The one truth of the page: what was loaded, what the user chose, and what follows from both. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { RunInfo } from "../answers";
import type { ArchiveNote } from "./archive";
import { type Choices, defaultChoices, type View } from "./choices";
import { type ComparisonStore, createComparison } from "./comparison/state";
import { type Frame, unionOfFrames } from "./frame";
import { framesAt, type Range, valueRange } from "./framing";
import type { Clouds } from "./history";
import { createInsights, type InsightsStore } from "./insights/state";
import { type Detail, FULL_DETAIL, type Quality } from "./levels";
import { createMemory, type MemoryStore } from "./memory_state";
import { createMovement, type MovementStore } from "./movement/state";
import { isMovementColor } from "./movement/values";
import { createNetwork, type NetworkStore } from "./network/state";
import type { Playhead } from "./playback";
import { keepOnAxis } from "./playhead";
import { RecoveryStore } from "./recovery";
import type { Refusal } from "./refusal";
import type { GpuObjects, Renderer, RendererNote } from "./renderer";
import type { RunPlaces } from "./run_colors";
import { type CloudChoice, cloudsOf, shownRuns } from "./selection";
import { type Status, statusOf } from "./status";
import type { OpenStill } from "./still";
import type { OpenDialog, RightPaneName } from "./surfaces";
import type { Dense } from "./thinning";
import { createTimeAxis, type TimeAxis } from "./time_axis";
import { createTimeline, type TimelineStore } from "./timeline/state";

export type Theme = "light" | "dark";
export type Connection = "fresh" | "connected" | "lost";

/** The point under the pointer. */
export interface Hover {
  readonly history: number;
  readonly point: number;
  /** Where it is drawn, in CSS pixels of the view. */
  readonly x: number;
  readonly y: number;
}

/** What the latest frame showed, and what it cost. */
export interface Drawn {
  /** Points or cells. */
  readonly points: number;
  /** What the GPU keeps of it. */
  readonly gpuBytes: number;
  readonly medianScriptMs: number;
  readonly worstScriptMs: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Store extends TimeAxis {
  /** All runs with ParamViz data, in natural order of their names; null until the first answer. */
  readonly runs: Signal<readonly RunInfo[] | null>;
  readonly runPlaces: Signal<RunPlaces>;
  readonly connection: Signal<Connection>;
  /** Why the latest request has no answer; null while all is well. */
  readonly refusal: Signal<Refusal | null>;
  /** Why nothing can be drawn on this machine; empty where it can. */
  readonly drawingProblem: Signal<string>;
  readonly clouds: Signal<Clouds | null>;
  readonly choices: Signal<Choices>;
  readonly playhead: Signal<Playhead>;
  readonly theme: Signal<Theme>;
  /** Whether anybody can see the page: false on another tab. */
  readonly visible: Signal<boolean>;
  /** How often the page was told to look at once: by TensorBoard’s reload button, or by a network that is back. */
  readonly reloads: Signal<number>;
  /** Position and target of the camera, six numbers; null while it frames the cloud by itself. */
  readonly camera: Signal<readonly number[] | null>;
  /** Where the camera was in the views that are not in front. */
  readonly parkedCameras: Map<View, readonly number[] | null>;
  readonly viewSize: Signal<Size>;
  readonly hover: Signal<Hover | null>;
  readonly drawn: Signal<Drawn | null>;
  readonly renderer: Signal<Renderer>;
  /** Why the page does not draw in 3D; null while it does. */
  readonly rendererNote: Signal<RendererNote | null>;
  readonly recovery: RecoveryStore;
  /** How much of the picture is drawn just now. */
  readonly detail: Signal<Detail>;
  /** How good the picture is just now. */
  readonly quality: ReadonlySignal<Quality>;
  /** What three.js holds on the GPU; null where it does not draw. */
  readonly gpuObjects: Signal<GpuObjects | null>;
  /** Opens a drawing beside that on the screen; null where nothing can draw one. */
  readonly openStill: Signal<OpenStill | null>;
  /** What stands on the right; null: what is selected, if anything. */
  readonly rightPane: Signal<RightPaneName | null>;
  /** The file that this page stands in; null where a server answers. */
  readonly archive: Signal<ArchiveNote | null>;
  /** What lies over the page and wants an answer. */
  readonly dialog: Signal<OpenDialog | null>;
  /** Whether a tour has the page: what is seen then is not what the user chose, and nobody keeps it. */
  readonly isTouring: Signal<boolean>;
  /** Whether runs and parameters lie over the picture of a page that has no room for them beside it. */
  readonly isSideOpen: Signal<boolean>;
  /** Whether the table of runs is unfolded; null while the user leaves it to the page, which asks whether there is room. */
  readonly isComparisonOpen: Signal<boolean | null>;
  readonly memory: MemoryStore;
  readonly comparison: ComparisonStore;
  readonly network: NetworkStore;
  readonly timeline: TimelineStore;
  readonly movement: MovementStore;
  readonly insights: InsightsStore;
  /** The filter's text as a regular expression; null while it is none. */
  readonly filter: ReadonlySignal<RegExp | null>;
  readonly shownRuns: ReadonlySignal<readonly RunInfo[]>;
  readonly cloudChoices: ReadonlySignal<readonly CloudChoice[]>;
  /** The parameter whose rows are the points; null where no shown run has one. */
  readonly parameter: ReadonlySignal<string | null>;
  /** Steps of all snapshots that the view in front could show, also of those that are not kept, ascending. */
  readonly loggedSteps: ReadonlySignal<readonly number[]>;
  /** Whether the user holds the playhead. */
  readonly isDragged: Signal<boolean>;
  /** Where the playhead has come to rest; infinity where it keeps to the newest step. */
  readonly restingStep: Signal<number>;
  /** Where snapshots are kept without gaps, though not all of them have room. */
  readonly dense: ReadonlySignal<Dense>;
  /** The frame of each history at the step shown. */
  readonly frames: ReadonlySignal<readonly Frame[]>;
  /** The numbers at the ends of the colours; null where there are none. */
  readonly valueRange: ReadonlySignal<Range | null>;
  readonly status: ReadonlySignal<Status>;
}

/** A store with nothing loaded, and the choices of a saved link where there are some. */
export function createStore(saved: Partial<Choices> = {}, savedStep?: number): Store {
  const runs = signal<readonly RunInfo[] | null>(null);
  const connection = signal<Connection>("fresh");
  const refusal = signal<Refusal | null>(null);
  const drawingProblem = signal("");
  const clouds = signal<Clouds | null>(null);
  const choices = signal<Choices>({ ...defaultChoices, ...saved });
  const follow = savedStep === undefined;
  const playhead = signal<Playhead>({ step: savedStep ?? 0, playing: false, speed: 1, follow });

  const filter = computed(() => {
    try {
      // Without the flag u: people write escapes that it refuses.
      return new RegExp(choices.value.runFilter, "i");
    } catch {
      return null;
    }
  });
  const shown = computed(() => shownRuns(runs.value ?? [], choices.value.runs, filter.value));
  const cloudChoices = computed(() => cloudsOf(shown.value));
  const parameter = computed(() => {
    const names = cloudChoices.value.map(({ name }) => name);
    const chosen = choices.value.parameter;
    return chosen !== null && names.includes(chosen) ? chosen : (names[0] ?? null);
  });
  const network = createNetwork(choices);
  const view = computed(() => choices.value.view);
  const histories = computed(() => clouds.value?.histories ?? []);
  const time = createTimeAxis({ choices, view, clouds: histories, network, playhead });
  const { snapshotSteps, domain, stepOf } = time;
  const colorBy = computed(() => choices.value.colorBy);
  const autoZoom = computed(() => choices.value.autoZoom);
  const viewSize = signal<Size>({ width: 0, height: 0 });
  const comparison = createComparison({
    choices,
    view,
    alignment: time.alignment,
    clouds: histories,
    networks: network.histories,
    viewSize,
  });
  const frames = computed(() => {
    const own = framesAt(histories.value, stepOf, autoZoom.value);
    return comparison.compare.value === "overlay" ? own.map(() => unionOfFrames(own)) : own;
  });
  const rightPane = signal<RightPaneName | null>(null);
  const movement = createMovement({ choices, playhead, domain, clouds, rightPane });
  const range = computed(() => {
    if (comparison.compare.value === "difference") {
      return comparison.differenceRange.value;
    }
    return isMovementColor(colorBy.value) ? movement.range.value : valueRange(histories.value, colorBy.value);
  });
  const status = computed(() =>
    statusOf({
      problems: { drawing: drawingProblem.value, refusal: refusal.value },
      connection: connection.value,
      view: view.value,
      runs: runs.value,
      shown: shown.value,
      parameter: parameter.value,
      clouds: clouds.value,
      histories: network.histories.value,
    }),
  );
  const drawn = signal<Drawn | null>(null);
  const restingStep = signal(savedStep ?? Number.POSITIVE_INFINITY);
  const denseCount = computed(() => choices.value.settings.denseSnapshots);
  const dense = computed(
    (): Dense => ({
      count: denseCount.value,
      near: restingStep.value,
      ...(time.alignment.value === "share" ? { axis: domain.value } : {}),
    }),
  );
  const memory = createMemory({
    choices,
    clouds: histories,
    networks: network.histories,
    drawn,
    snapshotSteps,
    dense,
    laid: time.laid,
  });
  const insights = createInsights(shown);
  const isFlat = choices.peek().renderer === "canvas2d";
  const detail = signal(FULL_DETAIL);

  return {
    runs,
    runPlaces: signal<RunPlaces>(new Map()),
    connection,
    refusal,
    drawingProblem,
    clouds,
    choices,
    playhead,
    theme: signal<Theme>("light"),
    visible: signal(true),
    reloads: signal(0),
    camera: signal<readonly number[] | null>(null),
    parkedCameras: new Map(),
    viewSize,
    hover: signal<Hover | null>(null),
    drawn,
    renderer: signal<Renderer>(isFlat ? "canvas2d" : "webgl2"),
    rendererNote: signal<RendererNote | null>(isFlat ? { cause: "chosen", detail: "" } : null),
    recovery: new RecoveryStore(),
    detail,
    quality: computed(() => detail.value.quality),
    gpuObjects: signal<GpuObjects | null>(null),
    openStill: signal<OpenStill | null>(null),
    rightPane,
    archive: signal<ArchiveNote | null>(null),
    dialog: signal<OpenDialog | null>(null),
    isTouring: signal(false),
    isSideOpen: signal(false),
    memory,
    isComparisonOpen: signal<boolean | null>(null),
    network,
    timeline: createTimeline(choices, shown, insights.marks),
    movement,
    insights,
    filter,
    shownRuns: shown,
    cloudChoices,
    parameter,
    ...time,
    loggedSteps: computed(() => {
      const { leftOut } = memory.logged.value;
      return leftOut.length === 0 ? snapshotSteps.value : [...snapshotSteps.value, ...leftOut].sort((a, b) => a - b);
    }),
    isDragged: signal(false),
    restingStep,
    dense,
    frames,
    comparison,
    valueRange: range,
    status,
  };
}

/** Changes what the user has chosen. */
export function choose(store: Store, change: Partial<Choices>): void {
  store.choices.value = { ...store.choices.value, ...change };
}

/** Shows a run or hides it; from then on the page leaves the choice to the user. */
export function toggleRun(store: Store, name: string): void {
  const runs = new Set(store.choices.value.runs);
  if (!runs.delete(name)) {
    runs.add(name);
  }
  choose(store, { runs, runsAreChosen: true });
}

/** Opens one of the views; the step stays where that view's axis has it. */
export function openView(store: Store, view: View): void {
  batch(() => {
    store.parkedCameras.set(store.choices.value.view, store.camera.value);
    choose(store, { view });
    store.camera.value = store.parkedCameras.get(view) ?? null;
    store.hover.value = null;
    store.network.hover.value = null;
    keepOnAxis(store, true);
  });
}
