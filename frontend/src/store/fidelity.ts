/** How far the picture can be trusted: what it keeps of the neighbourhoods, and how runs were brought to each other. */

import { DecodeError } from "../decode";

/** Which share of its nearest neighbours a point has in the picture, on average; by chance it would be less. */
export interface Preservation {
  /** The step at which it was found. */
  readonly step: number;
  readonly share: number;
  readonly byChance: number;
}

/** A run that was turned onto another one, and how alike their rows are then; pairs at random agree by chance. */
export interface Alignment {
  readonly onto: string;
  readonly agreement: number;
  readonly byChance: number;
}

/** What the server says of one run's neighbourhoods; null where there are too few rows to tell. */
export function readPreservation(value: unknown): Preservation | null {
  if (value === null) {
    return null;
  }
  const { step, share, by_chance: byChance } = fields(value, "what the picture keeps");
  if (typeof step !== "number" || typeof share !== "number" || typeof byChance !== "number") {
    throw new DecodeError(`expected shares of neighbours, found ${JSON.stringify(value)}`);
  }
  return { step, share, byChance };
}

/** What the server says of how one run was brought to the first; null where it was not turned. */
export function readAlignment(value: unknown): Alignment | null {
  const { onto, agreement, agreement_by_chance: byChance } = fields(value, "an alignment");
  if (agreement === null) {
    return null;
  }
  if (typeof onto !== "string" || typeof agreement !== "number" || typeof byChance !== "number") {
    throw new DecodeError(`expected an alignment, found ${JSON.stringify(value)}`);
  }
  return { onto, agreement, byChance };
}

function fields(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) {
    throw new DecodeError(`expected ${what}, found ${JSON.stringify(value)}`);
  }
  return value as Record<string, unknown>;
}
