/** What pictures and clips say around what they show. */

import { number } from "./format";

export const POSTER = {
  insight: "Insight",
  explanation: "What it is",
  step: (step: number, last: number): string => `step ${number(Math.round(step))} of ${number(last)}`,
  share: (percent: number): string => `${Math.round(percent)} % of each training`,
  rows: (name: string, rows: number): string => `${name} · ${number(rows)} rows`,
  network: (quantity: string, parameters: string): string => `${quantity} · ${parameters} parameters`,
} as const;
