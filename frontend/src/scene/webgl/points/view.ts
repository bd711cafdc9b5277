/** The Embeddings view: one pane a run, drawn from the store and nothing else. */

import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { type DataTexture, Matrix4 } from "three";
import { DisposableStore } from "../../../disposables";
import { PICTURE_COLORS, sequentialTable } from "../../../store/colors";
import { isDrawn } from "../../../store/comparison/compare";
import type { CloudHistory } from "../../../store/history";
import type { Pane } from "../../../store/panes";
import type { ColorScheme } from "../../../store/settings";
import type { Store } from "../../../store/state";
import { cloudLook } from "../../cloud_look";
import { type Framing, facingCorners } from "../../fitting";
import type { FrameScript } from "../../frame_loop";
import { writeClouds } from "../../labels/cloud_labels";
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
    for (const signal of [
      store.clouds,
      store.playhead,
      store.viewSize,
      store.choices,
      store.movement.values,
      store.comparison.panes,
    ]) {
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
    const placements = this.placements();
    const drawn = placements.filter(({ pane }) => isDrawn(pane));
    const isMoving = this.stage.update(drawn[0]?.pane);
    const style = this.style(placements);
    const theme = PICTURE_COLORS[store.theme.peek()];
    const isOverlay = store.comparison.compare.peek() === "overlay";
    for (const [index, { history, actor }] of placements.entries()) {
      const frame = store.frames.peek()[index];
      if (frame !== undefined) {
        actor.place(frame);
        actor.floor.object.visible = store.choices.peek().settings.grid && !(isOverlay && index > 0);
        actor.floor.show(frame, theme.line, theme.lineStrength);
        actor.cloud.show(history, store.stepOf(history.snapshots), style, cloudLook(store, index, history));
      }
    }
    const shots = drawn.map(({ pane, actor }) => ({ pane, scene: actor.scene }));
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
    this.painter.begin(width, height, this.stage.writtenRatio);
    this.label(placements, style);
    store.drawn.value = {
      points: drawn.reduce((sum, { actor }) => sum + actor.cloud.drawnPoints, 0),
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
  private placements(): Placement[] {
    const histories = this.store.clouds.peek()?.histories ?? [];
    const key = ({ run, rowIds }: CloudHistory): string => `${rowIds.length} ${run}`;
    const wanted = new Set(histories.map(key));
    for (const [name, actor] of this.actors) {
      if (!wanted.has(name)) {
        actor.dispose();
        this.actors.delete(name);
      }
    }
    return this.store.comparison.panes.peek().flatMap((pane, index) => {
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
    const pane = placements.find((one) => isDrawn(one.pane))?.pane ?? { width: 1, height: 1 };
    const { settings } = store.choices.peek();
    const { pointShare, farShare } = store.detail.peek();
    return {
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
    const clouds = this.seen.map((seen, index) => ({
      ...seen,
      roomMatrix: this.stage.clipMatrix(placements[index]?.actor.floor.object.matrix ?? new Matrix4()),
    }));
    writeClouds(this.store, this.painter, clouds, {
      axisNames: AXIS_NAMES,
      focusDistance: style.focusDistance,
      pointPixels: style.pointPixels / this.stage.pixelRatio,
      selected: this.selected.peek(),
      trailed: this.trailed.peek(),
    });
  }

  private clear(): void {
    for (const actor of this.actors.values()) {
      actor.dispose();
    }
    this.actors.clear();
    this.colors.dispose();
  }
}
