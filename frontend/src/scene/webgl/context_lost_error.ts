/** The graphics driver has taken the context away, and does not give it back, or not for long. */
export class ContextLostError extends Error {}
