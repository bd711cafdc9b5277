/** Something that holds on to a resource until it is told to let go. */
export interface Disposable {
  dispose(): void;
}

/** Collects what must be released, so that each release is registered on the line after its creation. */
export class DisposableStore implements Disposable {
  private readonly releases: Array<() => void> = [];

  /** Registers a release and returns what it belongs to. */
  add<T extends Disposable>(disposable: T): T {
    this.releases.push(() => disposable.dispose());
    return disposable;
  }

  /** Registers a function that releases something. */
  defer(release: () => void): void {
    this.releases.push(release);
  }

  /** Adds a listener and registers its removal. */
  listen<K extends string>(
    target: EventTarget,
    type: K,
    listener: (event: K extends keyof HTMLElementEventMap ? HTMLElementEventMap[K] : Event) => void,
    options?: AddEventListenerOptions,
  ): void {
    target.addEventListener(type, listener as EventListener, options);
    this.releases.push(() => target.removeEventListener(type, listener as EventListener, options));
  }

  /** Releases everything, the newest first. Throws `AggregateError` in the end where any release failed. */
  dispose(): void {
    const failures: unknown[] = [];
    for (const release of this.releases.splice(0).reverse()) {
      try {
        release();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `not everything could be released: ${failures.join("; ")}`);
    }
  }
}
