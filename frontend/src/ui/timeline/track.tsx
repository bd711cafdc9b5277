import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { axisLabels, type Domain, shareOf, stepAt } from "../../store/axis";
import { stretched } from "../../store/comparison/alignment";
import { scrub, togglePlay } from "../../store/playhead";
import type { Store } from "../../store/state";
import { stepKeys } from "../keys";
import { number } from "../strings/format";
import { STRINGS } from "../strings/page";
import { TIMELINE } from "../strings/timeline";
import { Curves } from "./curves";
import { Bands, Marks } from "./findings";
import { IntervalStretch } from "./interval";
import { PhaseHelp } from "./phase_help";
import { Ticks } from "./ticks";

/** The time axis, to be dragged on: a scalar and the phases above it, a tick for each snapshot, the step shown. */
export function Track({ store }: { store: Store }): JSX.Element {
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
  const domain = useComputed((): Domain => ({ ...store.domain.value, scale: store.choices.value.settings.stepScale }));
  return (
    <div class={store.timeline.hasRoom.value ? "time has-curves" : "time"}>
      <Slider store={store} domain={domain} track={track}>
        <Bands store={store} domain={domain.value} width={width} />
        <Curves store={store} domain={domain.value} />
        <IntervalStretch store={store} domain={domain} />
        <div class="rail" />
        <Ticks store={store} domain={domain.value} />
        {labelsOf(store, domain.value, width).map(({ at, text }) => (
          <span key={at} class="tick-label" style={{ left: percent(domain.value, at) }}>
            {text}
          </span>
        ))}
      </Slider>
      <PhaseHelp store={store} domain={domain.value} width={width} />
      <Marks store={store} domain={domain.value} width={width} />
    </div>
  );
}

/** Steps, or shares of the training where each run is laid over all of the axis. */
function labelsOf(
  store: Store,
  domain: Domain,
  width: number,
): readonly { readonly at: number; readonly text: string }[] {
  if (store.alignment.value === "step") {
    return axisLabels(domain, width).map((at) => ({ at, text: number(at) }));
  }
  return axisLabels({ ...PERCENT, ...(domain.scale === undefined ? {} : { scale: domain.scale }) }, width).map(
    (share) => ({ at: stretched(share, PERCENT, domain), text: TIMELINE.share(share) }),
  );
}

const PERCENT = { first: 0, last: 100 } as const;

interface SliderProps {
  readonly store: Store;
  readonly domain: ReadonlySignal<Domain>;
  readonly track: { readonly current: HTMLDivElement | null };
  readonly children: JSX.Element | (JSX.Element | readonly JSX.Element[])[];
}

/** What of the track changes with every frame of a film. */
function Slider({ store, domain, track, children }: SliderProps): JSX.Element {
  const { step } = store.playhead.value;
  const keys = stepKeys(store);
  const scrubTo = (event: PointerEvent & { currentTarget: HTMLElement }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    scrub(store, stepAt(domain.value, (event.clientX - box.left) / box.width));
  };
  const at = percent(domain.value, step);
  return (
    <div
      ref={track}
      class="track"
      role="slider"
      tabIndex={0}
      aria-label={STRINGS.step}
      aria-valuemin={domain.value.first}
      aria-valuemax={domain.value.last}
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
        store.isDragged.value = true;
        scrubTo(event);
      }}
      onLostPointerCapture={() => {
        store.isDragged.value = false;
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          scrubTo(event);
        }
      }}
    >
      {children}
      <div class="done" style={{ width: at }} />
      <div class="now" style={{ left: at }} />
      <div class="handle" style={{ left: at }} />
    </div>
  );
}

function percent(domain: Domain, step: number): string {
  return `${shareOf(domain, step) * 100}%`;
}
