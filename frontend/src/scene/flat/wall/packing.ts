/** Lays rectangles into one picture: side by side on shelves. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Packing extends Size {
  /** In the order of the rectangles. */
  readonly places: readonly Place[];
}

const NARROWEST = 256;

/** Packs rectangles, the tallest first, into a picture that is about square. */
export function pack(sizes: readonly Size[]): Packing {
  const area = sizes.reduce((sum, { width, height }) => sum + width * height, 0);
  const widest = sizes.reduce((most, { width }) => Math.max(most, width), 1);
  const limit = Math.max(widest, NARROWEST, Math.ceil(Math.sqrt(area)));
  const order = sizes.map((_, index) => index).sort((a, b) => (sizes[b]?.height ?? 0) - (sizes[a]?.height ?? 0));
  const places: Place[] = sizes.map(() => ({ x: 0, y: 0 }));
  const shelf = { x: 0, y: 0, height: 0 };
  for (const index of order) {
    const { width, height } = sizes[index] as Size;
    if (shelf.x + width > limit) {
      shelf.y += shelf.height;
      shelf.x = 0;
      shelf.height = 0;
    }
    places[index] = { x: shelf.x, y: shelf.y };
    shelf.x += width;
    shelf.height = Math.max(shelf.height, height);
  }
  return { width: limit, height: Math.max(1, shelf.y + shelf.height), places };
}
