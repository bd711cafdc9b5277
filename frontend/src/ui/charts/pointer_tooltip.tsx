import type { JSX } from "preact";

const OFFSET_PIXELS = 14;

export interface TooltipLine {
  readonly name: string;
  readonly value: string;
  /** Of the dot before its name. */
  readonly color?: string;
}

interface PointerTooltipProps {
  /** Where the pointer is, in CSS pixels of the window. */
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly lines: readonly TooltipLine[];
}

/** A few numbers beside the pointer. */
export function PointerTooltip({ x, y, title, lines }: PointerTooltipProps): JSX.Element {
  const { innerWidth, innerHeight } = window;
  const isRight = x > innerWidth * 0.7;
  const isLow = y > innerHeight * 0.6;
  return (
    <div
      role="tooltip"
      class="tooltip at-pointer"
      style={{
        ...(isRight ? { right: `${innerWidth - x + OFFSET_PIXELS}px` } : { left: `${x + OFFSET_PIXELS}px` }),
        ...(isLow ? { bottom: `${innerHeight - y + OFFSET_PIXELS}px` } : { top: `${y + OFFSET_PIXELS}px` }),
      }}
    >
      <strong>{title}</strong>
      <dl>
        {lines.map(({ name, value, color }) => (
          <div key={name}>
            <dt>
              {color === undefined ? null : <span class="dot" style={{ background: color }} />}
              {name}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
