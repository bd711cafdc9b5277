import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { flyTo, runsWithParameters } from "../../store/navigation/actions";
import { type Crumb, crumbsOf } from "../../store/navigation/breadcrumbs";
import type { Store } from "../../store/state";
import { NAVIGATION } from "../strings/navigation";

const WHOLE: Crumb = { label: NAVIGATION.model, focus: { path: "", part: null } };

/** The way from the model to where one is; each stop flies there. */
export function Breadcrumbs({ store }: { store: Store }): JSX.Element {
  const place = store.network.navigation.place.value ?? WHOLE.focus;
  const crumbs = [WHOLE, ...crumbsOf(place, parametersAround(store, place.path))];
  const list = useRef<HTMLOListElement>(null);
  const way = crumbs.map(({ label }) => label).join();
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && way !== "") {
      element.classList.toggle("cut", element.scrollWidth > element.clientWidth);
      element.scrollLeft = element.scrollWidth;
    }
  }, [way]);
  return (
    <nav class="breadcrumbs" aria-label={NAVIGATION.breadcrumbs}>
      <ol ref={list}>
        {crumbs.map(({ label, focus }, index) => (
          <li key={`${focus.path}:${focus.part}`}>
            <button
              type="button"
              title={focus.path === "" ? label : focus.path}
              aria-current={index === crumbs.length - 1 ? "location" : undefined}
              onClick={() => flyTo(store, focus)}
            >
              {label}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** The parameters of the first run that has the place. */
function parametersAround(store: Store, path: string): ReturnType<typeof runsWithParameters>[number]["parameters"] {
  const runs = runsWithParameters(store);
  const isHere = (name: string): boolean => name === path || name.startsWith(`${path}.`);
  const run = runs.find(({ parameters }) => parameters.some(({ name }) => isHere(name)));
  return run?.parameters ?? [];
}
