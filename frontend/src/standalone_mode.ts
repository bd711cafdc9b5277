/** Whether this is the program of exported pages. A constant of the build: what it rules out is not in the bundle. */
export const IS_STANDALONE: boolean = import.meta.env.MODE === "standalone";
