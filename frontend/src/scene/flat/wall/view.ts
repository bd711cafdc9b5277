/** The Network view on a 2D canvas: the model as a wall of heat maps, drawn from the store and nothing else. */

import { DisposableStore } from "../../../disposables";
import { prefersStillness } from "../../../host";
import { BUILDING_COLORS } from "../../../store/building_colors";
import { shownQuantity } from "../../../store/choices";
import { divergingTable, NONFINITE_COLOR, PICTURE_COLORS } from "../../../store/colors";
import { isDrawn } from "../../../store/comparison/compare";
import { bracketOf } from "../../../store/history";
import { flyToSelection } from "../../../store/navigation/actions";
import { brokenAt } from "../../../store/network/coloring";
import type { NetworkHistory } from "../../../store/network/history";
import { selectedSlabs } from "../../../store/network/selection";
import type { Focus } from "../../../store/network/state";
import { legendOver, type Pane } from "../../../store/panes";
import type { Store } from "../../../store/state";
import { focusBox } from "../../focus";
import { FocusWish } from "../../focus_wish";
import type { FrameScript } from "../../frame_loop";
import { BuildingLabels } from "../../labels/building_labels";
import { Writing } from "../../labels/writing";
import { hover, type SeenBuilding, selectAt } from "../../network_pointing";
import type { Picture } from "../../picture";
import { listenToPointer, type PointerPlace } from "../../pointer";
import type { Placed } from "../camera";
import { opaque, opaqueTable } from "../pixels";
import type { FlatStage } from "../stage";
import { Atlas } from "./atlas";
import { type CellPalette, isLogged, type WallMoment } from "./cell_colors";
import { cameraOn, framingOf, placedPlan } from "./fitting";
import { WallPainter } from "./painter";

/** A history with the pane that shows it. */
interface Placement extends SeenBuilding {
  readonly history: NetworkHistory;
  readonly atlas: Atlas;
  readonly placed: Placed;
}

export class FlatNetwork implements Picture {
  private readonly disposables = new DisposableStore();
  private readonly painter: WallPainter;
  private readonly writing: Writing;
  private readonly labels: BuildingLabels;
  private readonly atlases = new Map<string, Atlas>();
  private readonly wish: FocusWish;
  private latest: readonly Placement[] = [];
  private pointer: PointerPlace | null = null;
  private palette: { readonly key: string; readonly palette: CellPalette } | null = null;

  /** Draws on `stage` and writes on `overlay`, which also receives the pointer. `requestFrame` asks for a frame. */
  constructor(
    private readonly store: Store,
    private readonly stage: FlatStage,
    overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.painter = new WallPainter(stage.context);
    this.writing = new Writing(overlay);
    this.labels = new BuildingLabels(this.writing);
    this.disposables.add(
      listenToPointer(overlay, {
        hovered: (place) => {
          this.pointer = place;
          requestFrame();
        },
        clicked: (place) => selectAt(store, this.latest, place),
        doubleClicked: () => flyToSelection(store),
      }),
    );
    this.wish = this.disposables.add(new FocusWish(store.network.focus, requestFrame));
    const { network } = store;
    for (const signal of [
      network.plans,
      network.moments,
      network.hover,
      store.playhead,
      store.viewSize,
      store.choices,
      store.theme,
      store.comparison.panes,
    ]) {
      this.disposables.defer(signal.subscribe(requestFrame));
    }
  }

  draw(script: FrameScript | null): boolean {
    const { store, stage } = this;
    const { width, height } = store.viewSize.peek();
    if (width === 0 || height === 0) {
      return false;
    }
    const plans = store.network.plans.peek();
    const panes = store.comparison.panes.peek();
    stage.setFraming(framingOf(plans));
    const isMoving = stage.begin(width, height, panes.filter(isDrawn), PICTURE_COLORS[store.theme.peek()].halo);
    const placements = this.placements(panes);
    this.latest = placements;
    this.flyTo(placements.length > 0 ? this.wish.take() : null);
    hover(store, placements, this.pointer);
    this.writing.begin(width, height, stage.writtenRatio);
    for (const placement of placements) {
      this.paint(placement);
    }
    store.drawn.value = {
      points: store.network.cells.peek(),
      gpuBytes: placements.reduce((sum, { atlas }) => sum + atlas.bytes, 0),
      medianScriptMs: script?.medianMs ?? 0,
      worstScriptMs: script?.worstMs ?? 0,
    };
    return isMoving;
  }

  dispose(): void {
    this.disposables.dispose();
    this.atlases.clear();
  }

  /** Gives each history a pane and an atlas, the same as in the last frame where its plan is. */
  private placements(panes: readonly Pane[]): Placement[] {
    const histories = this.store.network.histories.peek() ?? [];
    const plans = this.store.network.plans.peek();
    const names = new Set(histories.map(({ run }) => run.name));
    for (const name of this.atlases.keys()) {
      if (!names.has(name)) {
        this.atlases.delete(name);
      }
    }
    return panes.flatMap((pane, index) => {
      const [history, plan] = [histories[index], plans[index]];
      if (history === undefined || plan === undefined || !isDrawn(pane)) {
        return [];
      }
      const known = this.atlases.get(history.run.name);
      const atlas = known?.plan === plan ? known : new Atlas(plan);
      this.atlases.set(history.run.name, atlas);
      const placed = placedPlan(plan);
      return [{ index, history, pane, plan, atlas, placed, matrix: this.stage.clipMatrix(pane, placed) }];
    });
  }

  private paint({ index, history, pane, atlas, matrix }: Placement): void {
    const { store, stage } = this;
    const { settings, selected } = store.choices.peek();
    const theme = store.theme.peek();
    const step = store.stepOf(store.network.moments.peek()[index] ?? []);
    const moment = this.momentOf(index, step);
    if (moment !== null) {
      atlas.setMoment(moment, this.cellPalette());
    }
    this.painter.paint({
      atlas,
      pane,
      matrix,
      pixelRatio: stage.pixelRatio,
      opacity: settings.opacity,
      background: PICTURE_COLORS[theme].background,
      colors: BUILDING_COLORS[theme],
      nonfinite: NONFINITE_COLOR,
      isLogged: (parameter) => moment !== null && isLogged(moment, parameter),
      isBroken: brokenAt(history, step, shownQuantity(store.choices.peek())),
    });
    const hovered = store.network.hover.peek();
    this.labels.paint(
      {
        name: history.run.name,
        plan: atlas.plan,
        pane,
        matrix,
        tiles: moment === null ? null : nearer(moment),
        hovered: hovered?.history === index ? hovered : null,
        selected: selectedSlabs(history, atlas.plan, selected),
        labelShare: settings.labels ? store.detail.peek().labelShare : 0,
        taken: [legendOver(pane, store.viewSize.peek().height)].filter((box) => box !== null),
      },
      PICTURE_COLORS[theme],
      BUILDING_COLORS[theme],
    );
  }

  /** The two snapshots that a step lies between; null where there are none. */
  private momentOf(index: number, step: number): WallMoment | null {
    const { network, choices } = this.store;
    const moments = network.moments.peek()[index] ?? [];
    const { before, after, fraction } = bracketOf(moments, step);
    const [from, to] = [moments[before]?.tiles(), moments[after]?.tiles()];
    const isCommon = choices.peek().settings.scale === "common";
    return from === undefined || to === undefined
      ? null
      : { from, to, fraction, commonRange: isCommon ? network.commonRange.peek() : 0 };
  }

  private cellPalette(): CellPalette {
    const { choices, theme } = this.store;
    const { colorScheme } = choices.peek().settings;
    const key = `${colorScheme} ${theme.peek()}`;
    if (this.palette?.key !== key) {
      const table = opaqueTable(divergingTable(colorScheme, theme.peek()));
      this.palette = { key, palette: { table, nonfinite: pixelOf(NONFINITE_COLOR) } };
    }
    return this.palette.palette;
  }

  /** Flies to what a focus names, in the first building that has it. */
  private flyTo(focus: Focus | null): void {
    if (focus === null) {
      return;
    }
    if (focus.path === "") {
      this.store.camera.value = null;
      return;
    }
    for (const { atlas, placed, pane } of this.latest) {
      const box = focusBox(atlas.plan, focus);
      if (box !== null) {
        const { animationSpeed } = this.store.choices.peek().settings;
        this.stage.fly(cameraOn(box, placed, pane), prefersStillness() ? 0 : animationSpeed);
        this.requestFrame();
        return;
      }
    }
  }
}

function nearer({ from, to, fraction }: WallMoment): WallMoment["from"] {
  return fraction < 0.5 ? from : to;
}

/** A pixel of a colour such as `#ff00c8`. */
function pixelOf(hex: string): number {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return opaque(channel(1), channel(3), channel(5));
}
