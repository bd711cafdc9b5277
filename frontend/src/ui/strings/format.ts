/** Numbers as people read them. */

const BEFORE_UNIT = /(?=[A-Z])/u;

// Made once: to make one takes longer than all else that a frame of a film writes.
const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const COMPACT = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** A share as per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A whole number with separators. */
export function number(value: number): string {
  return WHOLE.format(value);
}

/** A measured number with three digits. */
export function measure(value: number): string {
  if (!Number.isFinite(value)) {
    return "–";
  }
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5)) {
    return value.toExponential(2).replaceAll("-", "−");
  }
  // From a thousand on, three digits would be written as a power of ten.
  return (magnitude < 999.5 ? value.toPrecision(3) : WHOLE.format(Number(value.toPrecision(3)))).replace("-", "−");
}

/** A large number with two or three digits and its unit: `124 M`. */
export function compact(value: number): string {
  return COMPACT.format(value).replace(BEFORE_UNIT, " ");
}

/** A measured number with its sign, for changes. */
export function change(value: number): string {
  return value > 0 ? `+${measure(value)}` : measure(value);
}

/** A number at an axis: as short as it can be. */
export function axisNumber(value: number): string {
  const magnitude = Math.abs(value);
  const short = Number(value.toPrecision(3));
  if (magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e6)) {
    return short.toExponential().replace("e+", "e").replaceAll("-", "−");
  }
  return (magnitude >= 1e4 ? `${Number((short / 1000).toPrecision(3))}k` : String(short)).replace("-", "−");
}

const INVISIBLE: ReadonlyMap<string, string> = new Map([
  ["\n", "⏎"],
  ["\r", "␍"],
  ["\t", "⇥"],
]);
/** What controls a terminal, turns the direction of all that follows, or is not seen; joiners within words and emoji stay. */
const CONTROLS = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
const LONGEST_LABEL = 200;

/** A label in quotation marks, cut where nobody reads on; what cannot be seen in it is shown by a sign. */
export function quoted(label: string): string {
  const isLong = label.length > LONGEST_LABEL;
  const shown = isLong ? `${label.slice(0, LONGEST_LABEL)}…` : label;
  const signs = shown.replace(CONTROLS, (sign) => INVISIBLE.get(sign) ?? codeOf(sign));
  return `“${signs.trim() === "" ? signs.replaceAll(" ", "␣") : signs}”`;
}

/** The sign of a character that has none: `[U+202E]`. */
function codeOf(sign: string): string {
  return `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}
