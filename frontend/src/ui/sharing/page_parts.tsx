import type { JSX } from "preact";
import { cloudsOfForm, type PageForm, planOfForm } from "../../sharing/page/form";
import type { Store } from "../../store/state";
import { CheckField, SelectField } from "../settings/fields";
import { PAGE_FILE } from "../strings/page_file";

interface PagePartsProps {
  readonly store: Store;
  readonly form: PageForm;
  set(change: Partial<PageForm>): void;
}

/** Which runs, and which of their parameters as points. */
export function PageSubjects({ store, form, set }: PagePartsProps): JSX.Element {
  const shown = store.shownRuns.value;
  const clouds = cloudsOfForm(store, form);
  const toggleRun = (name: string, isOn: boolean): void => {
    const runs = new Set(form.runs);
    if (isOn) {
      runs.add(name);
    } else {
      runs.delete(name);
    }
    set({ runs });
  };
  return (
    <>
      {shown.length > 1 ? (
        <fieldset class="bare choices listed">
          <legend>{PAGE_FILE.runs}</legend>
          {shown.map(({ name }) => (
            <CheckField key={name} label={name} isOn={form.runs.has(name)} onChange={(isOn) => toggleRun(name, isOn)} />
          ))}
        </fieldset>
      ) : null}
      {clouds.all.length > 1 && clouds.current !== null ? (
        <SelectField
          label={PAGE_FILE.clouds}
          value={form.allClouds ? "all" : "current"}
          names={[
            ["current", clouds.current],
            ["all", PAGE_FILE.allClouds(clouds.all.length)],
          ]}
          onChange={(choice) => set({ allClouds: choice === "all" })}
        />
      ) : null}
    </>
  );
}

/** What of them, and how finely. */
export function PageParts({ store, form, set }: PagePartsProps): JSX.Element {
  const shown = store.shownRuns.value;
  const hasGradients = shown.some(({ name, kinds }) => form.runs.has(name) && kinds.includes("gradients"));
  const hasRows = planOfForm(store, { ...form, neighbors: true }).rows.length > 0;
  const choices = [
    { name: "weights", label: PAGE_FILE.weights, hint: PAGE_FILE.weightsHint, isThere: true },
    { name: "gradients", label: PAGE_FILE.gradients, hint: PAGE_FILE.gradientsHint, isThere: hasGradients },
    { name: "neighbors", label: PAGE_FILE.neighbors, hint: PAGE_FILE.neighborsHint, isThere: hasRows },
    { name: "compact", label: PAGE_FILE.compact, hint: PAGE_FILE.compactHint, isThere: true },
  ] as const;
  return (
    <fieldset class="bare choices">
      <legend>{PAGE_FILE.parts}</legend>
      {choices
        .filter(({ isThere }) => isThere)
        .map(({ name, label, hint }) => (
          <CheckField
            key={name}
            label={label}
            hint={hint}
            isOn={form[name]}
            onChange={(isOn) => set({ [name]: isOn })}
          />
        ))}
    </fieldset>
  );
}
