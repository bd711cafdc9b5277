/** What stands on a poster around the picture, as plain data. */

import type { Pane } from "../../store/panes";

/** What can be said of what is shown; each is there or not. */
export interface Captions {
  /** What the run is going through at the step. */
  readonly phase?: string;
  readonly insight?: { readonly title: string; readonly sentence: string };
  /** What the parameter in the picture is for. */
  readonly explanation?: { readonly title: string; readonly what: string };
}

/** A run's name in its pane, in coordinates of the picture. */
export interface RunName {
  readonly name: string;
  /** CSS colour of its dot. */
  readonly color: string;
  /** What else there is to say of it; empty where there is nothing. */
  readonly note: string;
  readonly x: number;
  readonly y: number;
  /** As far to the right as it may reach. */
  readonly right: number;
}

/** What the colours mean. */
export interface Legend {
  readonly title: string;
  /** RGBA bytes from the lowest to the highest value; null where there is no scale. */
  readonly table: Uint8Array | null;
  /** Numbers under the bar, evenly spread. */
  readonly ends: readonly string[];
  /** Lines below; a mark in a colour stands before those that have one. */
  readonly notes: ReadonlyArray<{ readonly text: string; readonly color?: string }>;
}

export interface Figure {
  readonly title: string;
  readonly subtitle: string;
  /** Where the picture is in the training: in words, and from 0 to 1. */
  readonly step: string;
  readonly progress: number;
  readonly runs: readonly RunName[];
  /** Those that are drawn, in coordinates of the picture. */
  readonly panes: readonly Pane[];
  readonly legend: Legend;
  readonly captions: Captions;
}

/** What of a figure is wanted. */
export interface Parts {
  readonly legend: boolean;
  /** Title, names of runs and step. */
  readonly names: boolean;
  readonly phase: boolean;
  readonly insight: boolean;
  readonly explanation: boolean;
}
