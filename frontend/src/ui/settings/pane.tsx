import type { ComponentChildren, JSX } from "preact";
import { divergingGradient, sequentialGradient } from "../../store/colors";
import {
  COLOR_SCHEMES,
  defaultSettings,
  QUALITIES,
  SCALES,
  SETTING_BOUNDS,
  type Settings,
  TRAIL_LENGTHS,
} from "../../store/settings";
import { choose, type Store } from "../../store/state";
import { Icon } from "../icons";
import { percent } from "../strings/format";
import { QUALITY_NAMES, SCALE_NAMES, SCHEME_NAMES, SETTINGS, TRAIL_NAMES } from "../strings/settings";
import { CheckField, RangeField, SelectField } from "./fields";
import { MemorySection } from "./memory";

/** How the picture is drawn. */
export function SettingsPane({ store }: { store: Store }): JSX.Element {
  const { settings } = store.choices.value;
  const set = (change: Partial<Settings>): void => choose(store, { settings: { ...settings, ...change } });
  return (
    <aside class="settings" aria-label={SETTINGS.title}>
      <header>
        <h2>{SETTINGS.title}</h2>
        <button type="button" class="round" aria-label={SETTINGS.close} onClick={() => close(store)}>
          <Icon name="close" />
        </button>
      </header>
      <Colors store={store} set={set} />
      <Picture settings={settings} set={set} />
      <Section title={SETTINGS.quality}>
        <SelectField
          label={SETTINGS.quality}
          hint={SETTINGS.qualityHint}
          value={settings.quality}
          names={QUALITIES.map((name) => [name, QUALITY_NAMES[name]] as const)}
          onChange={(quality) => set({ quality })}
        />
        <p class="note">
          {SETTINGS.qualityHint} <span class="quality">{SETTINGS.now(store.quality.value)}</span>
        </p>
      </Section>
      <Section title={SETTINGS.memory}>
        <MemorySection store={store} set={set} />
      </Section>
      <button type="button" class="outlined" onClick={() => set(defaultSettings)}>
        {SETTINGS.reset}
      </button>
    </aside>
  );
}

/** Closes the pane; the focus goes back to what has opened it. */
function close(store: Store): void {
  store.rightPane.value = null;
  document.querySelector<HTMLElement>("#settings-button")?.focus();
}

type Set = (change: Partial<Settings>) => void;

function Colors({ store, set }: { store: Store; set: Set }): JSX.Element {
  const { colorScheme, scale, height } = store.choices.value.settings;
  const theme = store.theme.value;
  return (
    <Section title={SETTINGS.colors}>
      <SelectField
        label={SETTINGS.colorScheme}
        value={colorScheme}
        names={COLOR_SCHEMES.map((name) => [name, SCHEME_NAMES[name]] as const)}
        onChange={(name) => set({ colorScheme: name })}
      />
      <dl class="swatches">
        <dt>{SETTINGS.cells}</dt>
        <dd style={{ background: divergingGradient(colorScheme, theme) }} />
        <dt>{SETTINGS.points}</dt>
        <dd style={{ background: sequentialGradient(colorScheme, theme) }} />
      </dl>
      <p class="note">{SETTINGS.colorsHint}</p>
      <SelectField
        label={SETTINGS.scale}
        hint={SETTINGS.scaleHint}
        value={scale}
        names={SCALES.map((name) => [name, SCALE_NAMES[name]] as const)}
        onChange={(name) => set({ scale: name })}
      />
      <CheckField
        label={SETTINGS.height}
        hint={SETTINGS.heightHint}
        isOn={height}
        onChange={(isOn) => set({ height: isOn })}
      />
    </Section>
  );
}

function Picture({ settings, set }: { settings: Settings; set: Set }): JSX.Element {
  return (
    <Section title={SETTINGS.picture}>
      <RangeField
        label={SETTINGS.pointSize}
        value={settings.pointSize}
        bounds={SETTING_BOUNDS.pointSize}
        step={0.25}
        format={SETTINGS.times}
        onChange={(pointSize) => set({ pointSize })}
      />
      <RangeField
        label={SETTINGS.opacity}
        value={settings.opacity}
        bounds={SETTING_BOUNDS.opacity}
        step={0.05}
        format={percent}
        onChange={(opacity) => set({ opacity })}
      />
      <RangeField
        label={SETTINGS.animationSpeed}
        hint={SETTINGS.animationHint}
        value={settings.animationSpeed}
        bounds={SETTING_BOUNDS.animationSpeed}
        step={0.25}
        format={SETTINGS.times}
        onChange={(animationSpeed) => set({ animationSpeed })}
      />
      <SelectField
        label={SETTINGS.trails}
        hint={SETTINGS.trailsHint}
        value={settings.trails}
        names={TRAIL_LENGTHS.map((length) => [length, TRAIL_NAMES[length]] as const)}
        onChange={(trails) => set({ trails })}
      />
      <CheckField label={SETTINGS.labels} isOn={settings.labels} onChange={(labels) => set({ labels })} />
      <CheckField label={SETTINGS.grid} isOn={settings.grid} onChange={(grid) => set({ grid })} />
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
