/** The room that a cloud stands in: its floor and its axes. */

/** Half the width of the room that the cloud stands in, in units of the frame's radius. */
export const ROOM = 1.3;
export const FLOOR_HEIGHT = -1.12;

/** Where the three axes end. */
export const AXIS_ENDS: readonly (readonly [number, number, number])[] = [
  [ROOM, FLOOR_HEIGHT, ROOM],
  [-ROOM, -FLOOR_HEIGHT, -ROOM],
  [-ROOM, FLOOR_HEIGHT, ROOM],
];
/** Where they start: x along the front, y up the back corner, z along the side. */
export const AXIS_STARTS: readonly (readonly [number, number, number])[] = [
  [-ROOM, FLOOR_HEIGHT, ROOM],
  [-ROOM, FLOOR_HEIGHT, -ROOM],
  [-ROOM, FLOOR_HEIGHT, -ROOM],
];

/** Where the axes' names stand: the upright one's at its end, the others' along the edge of the floor. */
export const AXIS_NAMES: readonly (readonly [number, number, number])[] = [
  [0.7 * ROOM, FLOOR_HEIGHT, ROOM],
  [-ROOM, -FLOOR_HEIGHT, -ROOM],
  [-ROOM, FLOOR_HEIGHT, -0.1 * ROOM],
];
