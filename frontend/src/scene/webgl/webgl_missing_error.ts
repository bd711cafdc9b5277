/** WebGL2 is missing on this machine, or the browser refuses it. */
export class WebglMissingError extends Error {}
