/** Where the browser remembers a tour to have been left. */

import { STOPS, type Stop } from "./plan";

/** A stop, and its number as the bubble counted, from 1. */
export interface LeftAt {
  readonly stop: Stop;
  readonly number: number;
}

const WORD = /^(?<number>[1-9]\d?) (?<stop>[a-z]+)$/u;

export function leftAtText({ stop, number }: LeftAt): string {
  return `${number} ${stop}`;
}

/** Where it was left; null where it was never begun, or seen to its end, or the words cannot be read. */
export function readLeftAt(text: string | null): LeftAt | null {
  const found = WORD.exec(text ?? "")?.groups;
  const stop = STOPS.find((name) => name === found?.["stop"]);
  return stop === undefined ? null : { stop, number: Number(found?.["number"]) };
}

/** The number in a plan, from 0, at which a tour goes on: that of the stop, or of what comes after it where the run has none. */
export function resumeIndex(plan: readonly Stop[], { stop }: LeftAt): number {
  const order = STOPS.indexOf(stop);
  const index = plan.findIndex((other) => STOPS.indexOf(other) >= order);
  return index < 0 ? 0 : index;
}
