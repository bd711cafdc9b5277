import type { JSX } from "preact";
import { megabytes } from "../../store/memory";
import { MEMORY_ITEMS } from "../../store/memory_account";
import { MEMORY_LIMITS_MB } from "../../store/settings";
import type { Store } from "../../store/state";
import { MEMORY_NAMES, SETTINGS } from "../strings/settings";
import { SelectField } from "./fields";

/** The limit, and what takes how much of it. */
export function MemorySection({ store, onLimit }: { store: Store; onLimit(limitMb: number): void }): JSX.Element {
  const { memoryLimitMb } = store.choices.value.settings;
  const { account, bytes, logged } = store.memory;
  const { count, leftOut } = logged.value;
  const kept = store.snapshotSteps.value.length;
  const limits = [...new Set([...MEMORY_LIMITS_MB, memoryLimitMb])].sort((a, b) => a - b);
  return (
    <>
      <SelectField
        label={SETTINGS.memoryLimit}
        value={memoryLimitMb}
        names={limits.map((limit) => [limit, SETTINGS.megabytes(limit)] as const)}
        onChange={onLimit}
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
        <strong>{SETTINGS.kept(leftOut.length === 0 ? count : kept, count)}</strong> {SETTINGS.memoryHint}
      </p>
    </>
  );
}
