/** The Network view: one building a run, drawn from the store and nothing else. */

import { computed, effect } from "@preact/signals";
import type { DataTexture } from "three";
import { DisposableStore } from "../../../disposables";
import { prefersStillness } from "../../../host";
import { BUILDING_COLORS } from "../../../store/building_colors";
import { shownQuantity } from "../../../store/choices";
import { divergingTable, PICTURE_COLORS } from "../../../store/colors";
import { isDrawn } from "../../../store/comparison/compare";
import { bracketOf } from "../../../store/history";
import { flyToSelection } from "../../../store/navigation/actions";
import { brokenAt } from "../../../store/network/coloring";
import { selectedSlabs } from "../../../store/network/selection";
import type { Focus } from "../../../store/network/state";
import { legendOver, type Pane } from "../../../store/panes";
import type { Store } from "../../../store/state";
import { cellMiddle } from "../../cell_picking";
import { focusBox } from "../../focus";
import { FocusWish } from "../../focus_wish";
import type { FrameScript } from "../../frame_loop";
import { BuildingLabels } from "../../labels/building_labels";
import { Writing } from "../../labels/writing";
import { hover, hoverAt, type SeenBuilding, selectAt } from "../../network_pointing";
import type { Picture } from "../../picture";
import { listenToPointer, type PointerPlace } from "../../pointer";
import { colorTexture } from "../color_texture";
import type { Stage } from "../stage";
import { Building } from "./building";
import { reliefSlab } from "./relief_slab";
import { slabStyle } from "./slab_style";
import type { SlabStyle } from "./slabs_mesh";

/** From the front, somewhat from the right and from above. */
const DIRECTION = [0.34, 0.24, 1] as const;
const MARGIN = 1.08;
const TITLE_PIXELS = 34;
/** What is looked at alone is seen nearly from the front. */
const APPROACH = [0.16, 0.1, 1] as const;
const APPROACH_MARGIN = 1.3;

interface Placement {
  readonly index: number;
  readonly pane: Pane;
  readonly building: Building;
}

export class BuildingView implements Picture {
  private readonly disposables = new DisposableStore();
  private readonly buildings = new Map<string, Building>();
  private readonly writing: Writing;
  private readonly labels: BuildingLabels;
  private readonly wish: FocusWish;
  private latest: readonly Placement[] = [];
  private colors: DataTexture;
  private pointer: PointerPlace | null = null;
  private readonly scheme = computed(() => this.store.choices.value.settings.colorScheme);

  /** Draws on `stage` and writes on `overlay`, which also receives the pointer. `requestFrame` asks for a frame. */
  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    overlay: HTMLCanvasElement,
    private readonly requestFrame: () => void,
  ) {
    this.writing = new Writing(overlay);
    this.labels = new BuildingLabels(this.writing);
    this.colors = colorTexture(this.table());
    this.disposables.defer(() => this.clear());
    this.disposables.add(
      listenToPointer(overlay, {
        hovered: (place) => {
          this.pointer = place;
          this.requestFrame();
        },
        clicked: (place) => selectAt(store, this.seen(), place),
        doubleClicked: () => flyToSelection(store),
      }),
    );
    this.wish = this.disposables.add(new FocusWish(store.network.focus, requestFrame));
    // Before the camera's own listeners, which are on the same element.
    for (const type of ["wheel", "pointerdown"] as const) {
      this.disposables.listen(overlay, type, (event) => this.anchor(event), { capture: true, passive: true });
    }
    this.disposables.defer(effect(() => this.recolor()));
    const { network } = store;
    for (const signal of [
      network.plans,
      network.moments,
      network.hover,
      store.playhead,
      store.viewSize,
      store.choices,
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
    this.frame(placements);
    const isMoving = this.stage.update(placements[0]?.pane);
    const style = slabStyle(store, this.stage.targetDistance);
    for (const placement of placements) {
      this.show(placement, style);
    }
    const shots = placements.map(({ pane, building }) => ({ pane, scene: building.scene }));
    this.stage.draw(shots, width, height, style.background);
    this.latest = placements;
    this.flyTo(placements.length > 0 ? this.wish.take() : null);
    hover(store, this.seen(), this.pointer);
    this.write(placements, width, height);
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
  private placements(): Placement[] {
    const histories = this.store.network.histories.peek() ?? [];
    const plans = this.store.network.plans.peek();
    const names = new Set(histories.map(({ run }) => run.name));
    for (const [name, building] of this.buildings) {
      if (!names.has(name)) {
        building.dispose();
        this.buildings.delete(name);
      }
    }
    return this.store.comparison.panes.peek().flatMap((pane, index) => {
      const name = histories[index]?.run.name;
      const plan = plans[index];
      if (name === undefined || plan === undefined || !isDrawn(pane)) {
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
    if (placements.length > 0) {
      this.stage.setFraming({
        direction: DIRECTION,
        corners: placements.flatMap(({ building, pane }) => building.cornersBelow(TITLE_PIXELS / pane.height)),
        margin: MARGIN,
        zoomsToPointer: true,
      });
    }
  }

  private show({ index, building, pane }: Placement, style: SlabStyle): void {
    const { network, theme, choices } = this.store;
    const moments = network.moments.peek()[index] ?? [];
    const history = network.histories.peek()?.[index];
    const { before, after, fraction } = bracketOf(moments, this.store.stepOf(moments));
    const from = moments[before]?.tiles();
    const to = moments[after]?.tiles();
    building.slabs.object.visible = from !== undefined && to !== undefined;
    if (from !== undefined && to !== undefined) {
      building.slabs.show(from, to, fraction);
    }
    const colors = BUILDING_COLORS[theme.peek()];
    building.frame.setColors(colors);
    building.slabs.style(style);
    // Columns are what can be spared first, as points are.
    const isHigh = choices.peek().settings.height && this.store.detail.peek().pointShare === 1;
    const matrix = this.stage.clipMatrix(building.object.matrix);
    building.relief.show(isHigh ? reliefSlab(building.plan, matrix, pane) : null);
    if (history !== undefined) {
      building.slabs.mark(brokenAt(history, this.store.stepOf(moments), shownQuantity(choices.peek())));
    }
  }

  /** The buildings as they were drawn last. */
  private seen(): readonly SeenBuilding[] {
    return this.latest.map(({ index, pane, building }) => ({
      index,
      pane,
      plan: building.plan,
      matrix: this.stage.clipMatrix(building.object.matrix),
    }));
  }

  private write(placements: readonly Placement[], width: number, height: number): void {
    const { network, choices, theme } = this.store;
    const hovered = network.hover.peek();
    this.writing.begin(width, height, this.stage.writtenRatio);
    for (const { index, pane, building } of placements) {
      const history = network.histories.peek()?.[index];
      const moments = network.moments.peek()[index] ?? [];
      const { before, after, fraction } = bracketOf(moments, this.store.stepOf(moments));
      if (history !== undefined) {
        this.labels.paint(
          {
            name: history.run.name,
            plan: building.plan,
            pane,
            matrix: this.stage.clipMatrix(building.object.matrix),
            tiles: moments[fraction < 0.5 ? before : after]?.tiles() ?? null,
            hovered: hovered?.history === index ? hovered : null,
            selected: selectedSlabs(history, building.plan, choices.peek().selected),
            labelShare: choices.peek().settings.labels ? this.store.detail.peek().labelShare : 0,
            taken: [legendOver(pane, this.store.viewSize.peek().height)].filter((box) => box !== null),
          },
          PICTURE_COLORS[theme.peek()],
          BUILDING_COLORS[theme.peek()],
        );
      }
    }
  }

  /** Lets the camera move as near as what is under the pointer is. */
  private anchor({ currentTarget, clientX, clientY }: MouseEvent): void {
    const { left, top } = (currentTarget as HTMLElement).getBoundingClientRect();
    const hit = hoverAt(this.seen(), { x: clientX - left, y: clientY - top });
    const building = this.latest.find(({ index }) => index === hit?.history)?.building;
    const slab = building?.plan.slabs[hit?.slab ?? -1];
    if (hit !== null && building !== undefined && slab !== undefined) {
      this.stage.anchor(building.inScene(cellMiddle(slab, hit.row, hit.column)));
    }
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
    for (const { building } of this.latest) {
      const box = focusBox(building.plan, focus);
      if (box !== null) {
        const corners = building.cornersOf(box.lowest, box.highest);
        const { animationSpeed } = this.store.choices.peek().settings;
        const framing = { direction: APPROACH, corners, margin: APPROACH_MARGIN, zoomsToPointer: true };
        this.stage.fly(framing, prefersStillness() ? 0 : animationSpeed);
        this.requestFrame();
        return;
      }
    }
  }

  private table(): Uint8Array {
    return divergingTable(this.scheme.value, this.store.theme.value);
  }

  private recolor(): void {
    this.colors.dispose();
    this.colors = colorTexture(this.table());
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
