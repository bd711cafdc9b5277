/** Numbers as people read them. */

const BEFORE_UNIT = /(?=[A-Z])/u;

/** A share as per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A whole number with separators. */
export function number(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A measured number with three digits. */
export function measure(value: number): string {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const magnitude = Math.abs(value);
  return magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5)
    ? value.toExponential(2).replaceAll("-", "−")
    : value.toPrecision(3).replace("-", "−");
}

/** A large number with two or three digits and its unit: `124 M`. */
export function compact(value: number): string {
  return value.toLocaleString("en-US", { notation: "compact", maximumSignificantDigits: 3 }).replace(BEFORE_UNIT, " ");
}
