import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { IS_STANDALONE } from "../../standalone_mode";
import { neighboringStep } from "../../store/axis";
import { SPEEDS } from "../../store/playback";
import { movePlayhead, scrub, togglePlay } from "../../store/playhead";
import type { Settings } from "../../store/settings";
import { choose, type Store } from "../../store/state";
import { Icon, type IconName } from "../icons";
import { STRINGS } from "../strings/page";
import { TIMELINE } from "../strings/timeline";
import { DataAge } from "./data_age";
import { ScalarChoice } from "./scalar_choice";
import { StepField } from "./step_field";

/** The buttons of the film, and how time is shown. */
export function Controls({ store }: { store: Store }): JSX.Element {
  return (
    <div class="controls">
      <FilmButtons store={store} />
      <StepField store={store} />
      <div class="snapshots">
        <SnapshotCount store={store} />
        <DataAge store={store} />
      </div>
      <ScalarChoice store={store} />
      <Switches store={store} />
      {IS_STANDALONE ? null : <FollowSwitch store={store} />}
    </div>
  );
}

/** The step changes with each frame of a film, the rest does not. */
function useFilm({ playhead }: Store): { readonly playing: boolean; readonly speed: number } {
  const playing: ReadonlySignal<boolean> = useComputed(() => playhead.value.playing);
  const speed: ReadonlySignal<number> = useComputed(() => playhead.value.speed);
  return { playing: playing.value, speed: speed.value };
}

function FilmButtons({ store }: { store: Store }): JSX.Element {
  const { playing, speed } = useFilm(store);
  const { playhead, loggedSteps, domain } = store;
  const go = (direction: -1 | 1): void =>
    scrub(store, neighboringStep(loggedSteps.peek(), playhead.peek().step, direction));
  return (
    <>
      <RoundButton icon="first" label={TIMELINE.firstStep} onClick={() => scrub(store, domain.peek().first)} />
      <RoundButton icon="previous" label={STRINGS.previousSnapshot} onClick={() => go(-1)} />
      <button
        type="button"
        class="round play"
        aria-label={playing ? STRINGS.pause : STRINGS.play}
        onClick={() => togglePlay(store)}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <RoundButton icon="next" label={STRINGS.nextSnapshot} onClick={() => go(1)} />
      <RoundButton icon="last" label={TIMELINE.lastStep} onClick={() => scrub(store, domain.peek().last)} />
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
    </>
  );
}

interface RoundButtonProps {
  readonly icon: IconName;
  readonly label: string;
  onClick(): void;
}

function RoundButton({ icon, label, onClick }: RoundButtonProps): JSX.Element {
  return (
    <button type="button" class="round" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** How many snapshots there are, and how many of them found room in the memory. */
function SnapshotCount({ store }: { store: Store }): JSX.Element {
  const kept = store.snapshotSteps.value.length;
  const { count, leftOut } = store.memory.logged.value;
  return leftOut.length === 0 ? (
    <span>{STRINGS.snapshots(kept)}</span>
  ) : (
    <span title={STRINGS.thinnedHint}>{STRINGS.thinned(kept, count)}</span>
  );
}

/** How the film plays, what it shows between snapshots, and along which axis. */
function Switches({ store }: { store: Store }): JSX.Element {
  const { settings } = store.choices.value;
  const set = (change: Partial<Settings>): void => choose(store, { settings: { ...settings, ...change } });
  const switches: ReadonlyArray<RoundButtonProps & { readonly isOn: boolean; readonly hint: string }> = [
    {
      icon: "loop",
      label: TIMELINE.loop,
      hint: TIMELINE.loopHint,
      isOn: settings.loop,
      onClick: () => set({ loop: !settings.loop }),
    },
    {
      icon: "evenly",
      label: TIMELINE.bySnapshots,
      hint: TIMELINE.bySnapshotsHint,
      isOn: settings.filmPace === "snapshots",
      onClick: () => set({ filmPace: settings.filmPace === "snapshots" ? "steps" : "snapshots" }),
    },
    {
      icon: "stairs",
      label: TIMELINE.snapshotsOnly,
      hint: TIMELINE.snapshotsOnlyHint,
      isOn: !settings.interpolation,
      onClick: () => set({ interpolation: !settings.interpolation }),
    },
    {
      icon: "logarithm",
      label: TIMELINE.logarithmic,
      hint: TIMELINE.logarithmicHint,
      isOn: settings.stepScale === "log",
      onClick: () => set({ stepScale: settings.stepScale === "log" ? "linear" : "log" }),
    },
  ];
  return (
    <fieldset class="switches" aria-label={TIMELINE.switches}>
      {switches.map(({ icon, label, hint, isOn, onClick }) => (
        <button
          key={icon}
          type="button"
          class="round"
          aria-label={label}
          aria-pressed={isOn}
          title={`${label}: ${hint}`}
          onClick={onClick}
        >
          <Icon name={icon} />
        </button>
      ))}
    </fieldset>
  );
}

function FollowSwitch({ store: { playhead }, store }: { store: Store }): JSX.Element {
  const follow = useComputed(() => playhead.value.follow);
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={follow.value}
      title={STRINGS.followHint}
      onClick={() => movePlayhead(store, { follow: !follow.value, playing: false })}
    >
      <span class="knob" />
      {STRINGS.follow}
    </button>
  );
}
