import type { JSX } from "preact";
import { megabytes } from "../../store/memory";
import { MEMORY_ITEMS } from "../../store/memory_account";
import { DENSE_SNAPSHOTS, MEMORY_LIMITS_MB, type Settings } from "../../store/settings";
import type { Store } from "../../store/state";
import { MEMORY_NAMES, SETTINGS } from "../strings/settings";
import { SelectField } from "./fields";

/** The limit, and what takes how much of it. */
export function MemorySection({ store, set }: { store: Store; set(change: Partial<Settings>): void }): JSX.Element {
  const { memoryLimitMb, denseSnapshots } = store.choices.value.settings;
  const { account, bytes, logged } = store.memory;
  const { count: all, leftOut } = logged.value;
  const kept = store.snapshotSteps.value.length;
  const limits = withOwn(MEMORY_LIMITS_MB, memoryLimitMb);
  const counts = withOwn(DENSE_SNAPSHOTS, denseSnapshots);
  return (
    <>
      <SelectField
        label={SETTINGS.memoryLimit}
        value={memoryLimitMb}
        names={limits.map((limit) => [limit, SETTINGS.megabytes(limit)] as const)}
        onChange={(limit) => set({ memoryLimitMb: limit })}
      />
      <SelectField
        label={SETTINGS.denseSnapshots}
        hint={SETTINGS.denseHint}
        value={denseSnapshots}
        names={counts.map((count) => [count, SETTINGS.snapshotCount(count)] as const)}
        onChange={(count) => set({ denseSnapshots: count })}
      />
      <dl class="account">
        {MEMORY_ITEMS.map((item) => (
          <div key={item}>
            <dt>{MEMORY_NAMES[item]}</dt>
            <dd>{megabytes(account.value[item])} MB</dd>
          </div>
        ))}
        <div class="total">
          <dt>{SETTINGS.total}</dt>
          <dd>{megabytes(bytes.value)} MB</dd>
        </div>
      </dl>
      <p class="note">
        <strong>{SETTINGS.kept(leftOut.length === 0 ? all : kept, all)}</strong> {SETTINGS.memoryHint}
      </p>
    </>
  );
}

/** Choices, and what a link has chosen beside them. */
function withOwn(choices: readonly number[], own: number): readonly number[] {
  return [...new Set([...choices, own])].sort((a, b) => a - b);
}
