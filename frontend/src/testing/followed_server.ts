/** A store that follows a server in memory; time goes on only where a test lets it. */

import { vi } from "vitest";
import type { Disposable } from "../disposables";
import { createStore } from "../store/state";
import { POLL_INTERVAL_MS, startSync } from "../store/sync";
import { MemoryServer } from "./memory_server";

export class FollowedServer {
  readonly server = new MemoryServer();
  readonly store = createStore();
  private sync: Disposable | null = null;

  constructor() {
    vi.useFakeTimers();
  }

  /** Starts to follow the server, and waits for its first answers. */
  async open(): Promise<void> {
    this.sync = startSync(this.store, this.server);
    await this.settle();
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
  }

  async nextPoll(): Promise<void> {
    await vi.advanceTimersByTimeAsync(POLL_INTERVAL_MS);
  }

  /** The steps that are held, by run. */
  held(): Record<string, number[]> {
    const histories = this.store.clouds.value?.histories ?? [];
    return Object.fromEntries(histories.map(({ run, snapshots }) => [run, snapshots.map(({ step }) => step)]));
  }

  /** The page is left. */
  leave(): void {
    this.sync?.dispose();
  }

  end(): void {
    this.leave();
    vi.useRealTimers();
  }
}
