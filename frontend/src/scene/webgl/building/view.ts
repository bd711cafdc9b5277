/** The Network view: one building a run, drawn from the store and nothing else. */

import { effect } from "@preact/signals";
import type { DataTexture } from "three";
import { DisposableStore } from "../../../disposables";
import { BUILDING_COLORS } from "../../../store/building_colors";
import { PICTURE_COLORS } from "../../../store/colors";
import { bracketOf } from "../../../store/history";
import { statistic } from "../../../store/network/history";
import { type Pane, paneAt, panesOf } from "../../../store/panes";
import type { Store } from "../../../store/state";
import { pickCell } from "../../cell_picking";
import type { FrameScript } from "../../frame_loop";
import type { Picture } from "../../picture";
import { listenToPointer, type PointerPlace } from "../../pointer";
import { colorTexture } from "../color_texture";
import type { Stage } from "../stage";
import { Building } from "./building";
import type { SlabStyle } from "./slabs_mesh";

/** From the front, somewhat from the right and from above. */
const DIRECTION = [0.36, 0.3, 1] as const;
const MARGIN = 1.06;
const RELIEF = 0.9;

interface Placement {
  readonly index: number;
  readonly pane: Pane;
  readonly building: Building;
}

export class BuildingView implements Picture {
  private readonly disposables = new DisposableStore();
  private readonly buildings = new Map<string, Building>();
  private colors: DataTexture;
  private pointer: PointerPlace | null = null;

  /** Draws on `stage` and writes on `overlay`, which also receives the pointer. `requestFrame` asks for a frame. */
  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.colors = colorTexture(store.theme.peek());
    this.disposables.defer(() => this.clear());
    this.disposables.add(
      listenToPointer(overlay, {
        hovered: (place) => {
          this.pointer = place;
          this.requestFrame();
        },
        clicked: () => undefined,
        doubleClicked: () => undefined,
      }),
    );
    this.disposables.defer(effect(() => this.recolor()));
    const { plans, moments, hover } = store.network;
    for (const signal of [plans, moments, hover, store.playhead, store.viewSize, store.choices]) {
      this.disposables.defer(signal.subscribe(requestFrame));
    }
  }

  /** Draws one frame; true while the camera is still moving. */
  draw(script: FrameScript | null): boolean {
    const { store } = this;
    const { width, height } = store.viewSize.peek();
    if (width === 0 || height === 0) {
      return false;
    }
    const placements = this.placements(width, height);
    this.frame(placements);
    const isMoving = this.stage.update();
    const style = this.style();
    for (const placement of placements) {
      this.show(placement, style);
    }
    const shots = placements.map(({ pane, building }) => ({ pane, scene: building.scene }));
    this.stage.draw(shots, width, height, style.background);
    this.hover(placements);
    store.drawn.value = {
      points: store.network.cells.peek(),
      gpuBytes: placements.reduce((sum, { building }) => sum + building.slabs.gpuBytes, 0),
      medianScriptMs: script?.medianMs ?? 0,
      worstScriptMs: script?.worstMs ?? 0,
    };
    return isMoving;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Gives each history a pane and a building, the same as in the last frame where its plan is. */
  private placements(width: number, height: number): Placement[] {
    const histories = this.store.network.histories.peek() ?? [];
    const plans = this.store.network.plans.peek();
    const names = new Set(histories.map(({ run }) => run.name));
    for (const [name, building] of this.buildings) {
      if (!names.has(name)) {
        building.dispose();
        this.buildings.delete(name);
      }
    }
    return panesOf(histories.length, width, height).flatMap((pane, index) => {
      const name = histories[index]?.run.name;
      const plan = plans[index];
      if (name === undefined || plan === undefined) {
        return [];
      }
      const known = this.buildings.get(name);
      if (known?.plan === plan) {
        return [{ index, pane, building: known }];
      }
      known?.dispose();
      const building = new Building(plan, this.colors, this.stage.largestTextureSide);
      this.buildings.set(name, building);
      return [{ index, pane, building }];
    });
  }

  private frame(placements: readonly Placement[]): void {
    const [first] = placements;
    if (first === undefined) {
      return;
    }
    const extents = placements.map(({ building }) => building.halfExtent);
    const most = (axis: 0 | 1 | 2): number => Math.max(...extents.map((extent) => extent[axis]));
    this.stage.setFraming({
      direction: DIRECTION,
      target: [0, 0, 0],
      halfWidth: (most(0) + DIRECTION[0] * most(2)) * MARGIN,
      halfHeight: (most(1) + DIRECTION[1] * most(2)) * MARGIN,
      zoomsToPointer: true,
    });
  }

  private show({ index, building }: Placement, style: SlabStyle): void {
    const { network, playhead, theme } = this.store;
    const moments = network.moments.peek()[index] ?? [];
    const history = network.histories.peek()?.[index];
    const { before, after, fraction } = bracketOf(moments, playhead.peek().step);
    const from = moments[before]?.tiles();
    const to = moments[after]?.tiles();
    building.slabs.object.visible = from !== undefined && to !== undefined;
    if (from !== undefined && to !== undefined) {
      building.slabs.show(from, to, fraction);
    }
    const colors = BUILDING_COLORS[theme.peek()];
    building.frame.setColors(colors);
    building.slabs.style(style);
    const table = history?.statistics[bracketOf(history.statistics, playhead.peek().step).before];
    building.slabs.mark(
      (parameter) => history !== undefined && statistic(history.run, table, parameter, "nonfinite") > 0,
    );
  }

  private style(): SlabStyle {
    const { store, stage } = this;
    const { settings } = store.choices.peek();
    const theme = store.theme.peek();
    const { ink, absent } = BUILDING_COLORS[theme];
    return {
      commonRange: settings.scale === "common" ? store.network.commonRange.peek() : 0,
      relief: settings.height ? RELIEF : 0,
      opacity: settings.opacity,
      background: PICTURE_COLORS[theme].background,
      ink,
      absent,
      broken: [1, 0, 0.78],
      targetDistance: stage.targetDistance,
      reach: 2,
    };
  }

  private hover(placements: readonly Placement[]): void {
    const { pointer, store } = this;
    const at =
      pointer === null
        ? -1
        : paneAt(
            placements.map(({ pane }) => pane),
            pointer.x,
            pointer.y,
          );
    const placement = placements[at];
    if (pointer === null || placement === undefined) {
      store.network.hover.value = null;
      return;
    }
    const { building, pane, index } = placement;
    const matrix = this.stage.clipMatrix(building.object.matrix);
    const cell = pickCell(building.plan.slabs, matrix, pane, pointer.x, pointer.y);
    store.network.hover.value = cell === null ? null : { history: index, ...cell, ...pointer };
  }

  private recolor(): void {
    this.colors.dispose();
    this.colors = colorTexture(this.store.theme.value);
    for (const { slabs } of this.buildings.values()) {
      slabs.setColors(this.colors);
    }
    this.requestFrame();
  }

  private clear(): void {
    for (const building of this.buildings.values()) {
      building.dispose();
    }
    this.buildings.clear();
    this.colors.dispose();
  }
}
