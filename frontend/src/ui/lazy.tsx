import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

interface LazyProps<P> {
  /** Loads the component; must be the same function each time. */
  load(): Promise<ComponentType<P>>;
  readonly props: P;
  /** What stands there where it cannot be loaded, as when the server is gone. */
  otherwise(error: unknown): JSX.Element | null;
}

/** A component that is loaded when it is first wanted; nothing stands there until then. */
export function Lazy<P extends object>({ load, props, otherwise }: LazyProps<P>): JSX.Element | null {
  const [loaded, setLoaded] = useState<{ readonly Component: ComponentType<P> } | { readonly error: unknown } | null>(
    null,
  );
  useEffect(() => {
    let isWanted = true;
    const show = (result: { readonly Component: ComponentType<P> } | { readonly error: unknown }): void => {
      if (isWanted) {
        setLoaded(result);
      }
    };
    load().then(
      (Component) => show({ Component }),
      (error: unknown) => show({ error }),
    );
    return () => {
      isWanted = false;
    };
  }, [load]);
  if (loaded === null) {
    return null;
  }
  return "error" in loaded ? otherwise(loaded.error) : <loaded.Component {...props} />;
}
