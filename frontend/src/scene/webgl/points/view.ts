/** The Embeddings view: one pane a run, drawn from the store and nothing else. */

import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { DataTexture } from "three";
import { DisposableStore } from "../../../disposables";
import { PICTURE_COLORS, sequentialTable } from "../../../store/colors";
import type { CloudHistory } from "../../../store/history";
import { type Pane, panesOf } from "../../../store/panes";
import type { ColorScheme } from "../../../store/settings";
import type { Store } from "../../../store/state";
import { type Framing, facingCorners } from "../../fitting";
import type { FrameScript } from "../../frame_loop";
import { LabelPainter } from "../../labels/point_labels";
import type { Picture } from "../../picture";
import { PointHover } from "../../point_hover";
import { followSelection, followTrailed, type SeenCloud, selectPointAt } from "../../point_pointing";
import { pointPixels } from "../../point_size";
import { listenToPointer, type PointerPlace } from "../../pointer";
import { AXIS_NAMES, FLOOR_HEIGHT } from "../../room";
import { colorTexture } from "../color_texture";
import type { Stage } from "../stage";
import { Actor } from "./actor";
import type { PointStyle } from "./cloud_points";

/** A history with the pane that shows it. */
interface Placement {
  readonly history: CloudHistory;
  readonly pane: Pane;
  readonly actor: Actor;
}

/** How the camera frames a cloud: a sphere somewhat larger than it. */
const DIRECTION = [0.62, 0.46, 1] as const;
const FRAMING: Framing = {
  direction: DIRECTION,
  corners: facingCorners(DIRECTION, [0, -0.1, 0], 1.33, 1.25),
  margin: 1,
  zoomsToPointer: false,
};

export class EmbeddingsView implements Picture {
  private readonly disposables = new DisposableStore();
  private readonly painter: LabelPainter;
  private readonly pointHover = new PointHover();
  private readonly actors = new Map<string, Actor>();
  private readonly colorScheme: ReadonlySignal<ColorScheme>;
  private colors: DataTexture;
  private readonly selected: ReadonlySignal<readonly number[]>;
  private readonly trailed: ReadonlySignal<readonly (readonly number[])[]>;
  private pointer: PointerPlace | null = null;
  private seen: readonly SeenCloud[] = [];

  /** Draws on `stage` and writes on `overlay`, which also receives the pointer. `requestFrame` asks for a frame. */
  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.painter = new LabelPainter(overlay);
    stage.setFraming(FRAMING);
    this.colorScheme = computed(() => store.choices.value.settings.colorScheme);
    this.colors = colorTexture(sequentialTable(this.colorScheme.peek(), store.theme.peek()));
    this.selected = followSelection(store);
    this.trailed = followTrailed(store);
    this.disposables.defer(() => this.clear());
    this.disposables.add(
      listenToPointer(overlay, {
        hovered: (place) => {
          this.pointer = place;
          requestFrame();
        },
        clicked: (place, manner) => selectPointAt(store, this.seen, place, manner),
        doubleClicked: () => undefined,
      }),
    );
    this.disposables.defer(effect(() => this.recolor()));
    for (const signal of [store.clouds, store.playhead, store.viewSize, store.choices, store.movement.values]) {
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
    const isMoving = this.stage.update(placements[0]?.pane);
    const style = this.style(placements);
    const theme = PICTURE_COLORS[store.theme.peek()];
    const measured = store.movement.values.peek();
    for (const [index, { history, actor }] of placements.entries()) {
      const frame = store.frames.peek()[index];
      if (frame !== undefined) {
        actor.place(frame);
        actor.floor.object.visible = store.choices.peek().settings.grid;
        actor.floor.show(frame, theme.line, theme.lineStrength);
        actor.cloud.show(history, store.stepOf(history.snapshots), style, measured[index] ?? null);
      }
    }
    const shots = placements.map(({ pane, actor }) => ({ pane, scene: actor.scene }));
    this.stage.draw(shots, width, height, theme.background);
    this.seen = placements.map(({ history, pane, actor }) => ({
      history,
      pane,
      matrix: this.stage.clipMatrix(actor.cloud.object.matrix),
      step: store.stepOf(history.snapshots),
    }));
    store.hover.value = this.pointHover.find(this.seen, this.pointer);
    if (this.pointHover.isStale) {
      this.requestFrame();
    }
    this.painter.begin(width, height);
    this.label(placements, style);
    store.drawn.value = {
      points: placements.reduce((sum, { actor }) => sum + actor.cloud.drawnPoints, 0),
      gpuBytes: placements.reduce((sum, { actor }) => sum + actor.cloud.gpuBytes, 0),
      medianScriptMs: script?.medianMs ?? 0,
      worstScriptMs: script?.worstMs ?? 0,
    };
    return isMoving;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private recolor(): void {
    this.colors.dispose();
    this.colors = colorTexture(sequentialTable(this.colorScheme.value, this.store.theme.value));
    for (const { cloud } of this.actors.values()) {
      cloud.setColors(this.colors);
    }
    this.requestFrame();
  }

  /** Gives each history a pane and an actor, the same as in the last frame where it still fits. */
  private placements(width: number, height: number): Placement[] {
    const histories = this.store.clouds.peek()?.histories ?? [];
    const key = ({ run, rowIds }: CloudHistory): string => `${rowIds.length} ${run}`;
    const wanted = new Set(histories.map(key));
    for (const [name, actor] of this.actors) {
      if (!wanted.has(name)) {
        actor.dispose();
        this.actors.delete(name);
      }
    }
    return panesOf(histories.length, width, height).flatMap((pane, index) => {
      const history = histories[index];
      if (history === undefined) {
        return [];
      }
      const actor = this.actors.get(key(history)) ?? new Actor(history.rowIds.length, this.colors);
      this.actors.set(key(history), actor);
      return [{ history, pane, actor }];
    });
  }

  private style(placements: readonly Placement[]): PointStyle {
    const { store } = this;
    const theme = PICTURE_COLORS[store.theme.peek()];
    const most = Math.max(1, ...placements.map(({ actor }) => actor.cloud.points));
    const pane = placements[0]?.pane ?? { width: 1, height: 1 };
    const { settings } = store.choices.peek();
    const { pointShare, farShare } = store.detail.peek();
    return {
      colorBy: store.choices.peek().colorBy,
      valueRange: store.valueRange.peek() ?? [0, 1],
      pointPixels: pointPixels(pane, most, settings.pointSize) * this.stage.pixelRatio,
      focusDistance: this.stage.framingDistance,
      targetDistance: this.stage.targetDistance,
      floorHeight: FLOOR_HEIGHT,
      background: theme.background,
      shadowStrength: theme.shadowStrength,
      opacity: settings.opacity,
      pointShare,
      farShare,
      isMultisampled: this.stage.isMultisampled,
    };
  }

  private label(placements: readonly Placement[], style: PointStyle): void {
    const { store } = this;
    const { settings } = store.choices.peek();
    const hover = store.hover.peek();
    for (const [index, { history, pane, actor }] of placements.entries()) {
      this.painter.paint(
        {
          pane,
          history,
          step: store.stepOf(history.snapshots),
          cloudMatrix: this.stage.clipMatrix(actor.cloud.object.matrix),
          roomMatrix: this.stage.clipMatrix(actor.floor.object.matrix),
          axisNames: settings.grid ? AXIS_NAMES : [],
          labelShare: settings.labels ? store.detail.peek().labelShare : 0,
          focusDistance: style.focusDistance,
          pointPixels: style.pointPixels / this.stage.pixelRatio,
          hovered: hover?.history === index ? hover.point : -1,
          selected: this.selected.peek()[index] ?? -1,
          trailed: this.trailed.peek()[index] ?? [],
          trailLength: settings.trails,
        },
        PICTURE_COLORS[store.theme.peek()],
      );
    }
  }

  private clear(): void {
    for (const actor of this.actors.values()) {
      actor.dispose();
    }
    this.actors.clear();
    this.colors.dispose();
  }
}
