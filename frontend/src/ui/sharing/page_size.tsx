import type { JSX } from "preact";
import type { PageSize } from "../../sharing/page/size";
import { PAGE_FILE } from "../strings/page_file";

/** From here on a file is awkward to hand on. */
const LARGE_BYTES = 50_000_000;
/** Parts that are smaller than this share of the file are not told. */
const LEAST_SHARE = 0.01;

/** How large the file will be, and what takes how much of it. */
export function PageSizeLine({ size, isMeasured }: { size: PageSize; isMeasured: boolean }): JSX.Element {
  const { parts, total } = size;
  const told = (Object.keys(parts) as (keyof typeof parts)[])
    .filter((name) => parts[name] >= LEAST_SHARE * total)
    .sort((a, b) => parts[b] - parts[a]);
  return (
    <div class="file-size">
      <p aria-live="polite">
        <strong>{PAGE_FILE.about(PAGE_FILE.megabytes(total))}</strong>
        {isMeasured ? null : <span class="note"> {PAGE_FILE.measuring}</span>}
      </p>
      <div class="file-size-bar" aria-hidden="true">
        {told.map((name) => (
          <span key={name} class={`part part-${name}`} style={{ flexGrow: parts[name] }} />
        ))}
      </div>
      <ul>
        {told.map((name) => (
          <li key={name}>
            <span class={`part part-${name} file-size-key`} aria-hidden="true" />
            {PAGE_FILE.sizeParts[name]} {PAGE_FILE.megabytes(parts[name])}
          </li>
        ))}
      </ul>
      {total > LARGE_BYTES ? <p class="problem">{PAGE_FILE.large}</p> : null}
    </div>
  );
}
