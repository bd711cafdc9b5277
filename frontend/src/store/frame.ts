/** How the camera frames a cloud: where its middle is and how far it reaches. */

export interface Frame {
  readonly center: readonly [number, number, number];
  /** Holds nearly all points; a few far ones may stand outside. */
  readonly radius: number;
}

const SHARE_INSIDE = 0.97;
const LARGEST_SAMPLE = 4096;
const SMALLEST_RADIUS = 1e-12;

/** The frame of one snapshot's positions (x, y, z of each point); points that are not finite do not count. */
export function frameOf(positions: Float32Array): Frame {
  const points = positions.length / 3;
  const stride = Math.max(1, Math.floor(points / LARGEST_SAMPLE));
  const sampled: number[] = [];
  const sum = [0, 0, 0];
  for (let point = 0; point < points; point += stride) {
    const [x, y, z] = at(positions, point);
    if (Number.isFinite(x + y + z)) {
      sampled.push(point);
      sum[0] = (sum[0] ?? 0) + x;
      sum[1] = (sum[1] ?? 0) + y;
      sum[2] = (sum[2] ?? 0) + z;
    }
  }
  const count = Math.max(1, sampled.length);
  const center = sum.map((total) => total / count) as [number, number, number];
  const distances = Float64Array.from(sampled, (point) => {
    const [x, y, z] = at(positions, point);
    // Much faster than Math.hypot; coordinates are far from where it would matter.
    return Math.sqrt((x - center[0]) ** 2 + (y - center[1]) ** 2 + (z - center[2]) ** 2);
  }).sort();
  const radius = distances[Math.floor((distances.length - 1) * SHARE_INSIDE)] ?? 0;
  return { center, radius: Math.max(radius, SMALLEST_RADIUS) };
}

/** A frame between two, by equal steps: as the points move straight, it holds them on the whole way. */
export function mixFrames(from: Frame, to: Frame, fraction: number): Frame {
  const mix = (axis: 0 | 1 | 2): number => from.center[axis] + (to.center[axis] - from.center[axis]) * fraction;
  return {
    center: [mix(0), mix(1), mix(2)],
    radius: from.radius + (to.radius - from.radius) * fraction,
  };
}

/** The smallest frame around the middle of the first that holds all of them. */
export function unionOfFrames(frames: readonly Frame[]): Frame {
  const [first = { center: [0, 0, 0] as const, radius: 1 }] = frames;
  const reach = frames.map(({ center, radius }) => {
    const distance = Math.hypot(center[0] - first.center[0], center[1] - first.center[1], center[2] - first.center[2]);
    return distance + radius;
  });
  return { center: first.center, radius: Math.max(first.radius, ...reach) };
}

function at(positions: Float32Array, point: number): [number, number, number] {
  return [positions[point * 3] ?? 0, positions[point * 3 + 1] ?? 0, positions[point * 3 + 2] ?? 0];
}
