import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { axisLabels, neighboringStep, shareOf, stepAt } from "../store/axis";
import { SPEEDS } from "../store/playback";
import { movePlayhead, type Store, scrub, togglePlay } from "../store/state";
import { Icon } from "./icons";
import { stepKeys } from "./keys";
import { number } from "./strings/format";
import { STRINGS } from "./strings/page";

/** Time: play, speed, one tick a snapshot, and the step that is shown. */
export function Timeline({ store }: { store: Store }): JSX.Element {
  return (
    <footer class="timeline">
      <Controls store={store} />
      <Track store={store} />
    </footer>
  );
}

function useControls({ playhead }: Store): {
  playing: boolean;
  speed: number;
  follow: boolean;
  text: ReadonlySignal<string>;
} {
  const playing = useComputed(() => playhead.value.playing);
  const speed = useComputed(() => playhead.value.speed);
  const follow = useComputed(() => playhead.value.follow);
  const text = useComputed(() => STRINGS.stepText(playhead.value.step));
  return { playing: playing.value, speed: speed.value, follow: follow.value, text };
}

function Controls({ store }: { store: Store }): JSX.Element {
  const { playhead, snapshotSteps } = store;
  // The step changes with each frame of a film, the rest does not.
  const { playing, speed, follow, text } = useControls(store);
  const go = (direction: -1 | 1): void =>
    scrub(store, neighboringStep(snapshotSteps.peek(), playhead.peek().step, direction));
  return (
    <div class="controls">
      <button type="button" class="round" aria-label={STRINGS.previousSnapshot} onClick={() => go(-1)}>
        <Icon name="previous" />
      </button>
      <button
        type="button"
        class="round play"
        aria-label={playing ? STRINGS.pause : STRINGS.play}
        onClick={() => togglePlay(store)}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <button type="button" class="round" aria-label={STRINGS.nextSnapshot} onClick={() => go(1)}>
        <Icon name="next" />
      </button>
      <select
        aria-label={STRINGS.speed}
        value={speed}
        onChange={(event) => movePlayhead(store, { speed: Number(event.currentTarget.value) })}
      >
        {SPEEDS.map((value) => (
          <option key={value} value={value}>
            {value}×
          </option>
        ))}
      </select>
      <span class="step">{text}</span>
      <SnapshotCount store={store} />
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={follow}
        title={STRINGS.followHint}
        onClick={() => movePlayhead(store, { follow: !follow, playing: false })}
      >
        <span class="knob" />
        {STRINGS.follow}
      </button>
    </div>
  );
}

/** How many snapshots there are, and how many of them found room in the memory. */
function SnapshotCount({ store }: { store: Store }): JSX.Element {
  const kept = store.snapshotSteps.value.length;
  const { count, leftOut } = store.memory.logged.value;
  return leftOut.length === 0 ? (
    <span class="snapshots">{STRINGS.snapshots(kept)}</span>
  ) : (
    <span class="snapshots" title={STRINGS.thinnedHint}>
      {STRINGS.thinned(kept, count)}
    </span>
  );
}

function Track({ store }: { store: Store }): JSX.Element {
  const track = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = track.current;
    if (element === null) {
      return;
    }
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const domain = store.domain.value;
  const { step } = store.playhead.value;
  const keys = stepKeys(store);
  const scrubTo = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    scrub(store, stepAt(domain, (event.clientX - box.left) / box.width));
  };
  const percent = (at: number): string => `${shareOf(domain, at) * 100}%`;
  return (
    <div
      ref={track}
      class="track"
      role="slider"
      tabIndex={0}
      aria-label={STRINGS.step}
      aria-valuemin={domain.first}
      aria-valuemax={domain.last}
      aria-valuenow={Math.round(step)}
      aria-valuetext={STRINGS.stepText(step)}
      onKeyDown={(event) => {
        const action = event.key === " " ? () => togglePlay(store) : keys.get(event.key);
        if (action !== undefined) {
          event.preventDefault();
          action();
        }
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        scrubTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          scrubTo(event);
        }
      }}
    >
      <div class="rail" />
      <div class="done" style={{ width: percent(step) }} />
      <Ticks store={store} />
      {axisLabels(domain, width).map((at) => (
        <span key={at} class="tick-label" style={{ left: percent(at) }}>
          {number(at)}
        </span>
      ))}
      <div class="handle" style={{ left: percent(step) }} />
    </div>
  );
}

/** Units across the axis, more than it has pixels. */
const TICKS_WIDTH = 10_000;

/** A tick for each snapshot, shorter where it is not kept. Apart from the track, which changes with every frame of a film. */
function Ticks({ store }: { store: Store }): JSX.Element {
  const domain = store.domain.value;
  const ticks = (steps: readonly number[], top: number, bottom: number): string =>
    steps.map((step) => `M${(shareOf(domain, step) * TICKS_WIDTH).toFixed(1)} ${top}V${bottom}`).join("");
  return (
    <svg class="ticks" viewBox={`0 0 ${TICKS_WIDTH} 10`} preserveAspectRatio="none" aria-hidden="true">
      <path class="left-out" d={ticks(store.memory.logged.value.leftOut, 3, 7)} />
      <path d={ticks(store.snapshotSteps.value, 0, 10)} />
    </svg>
  );
}
