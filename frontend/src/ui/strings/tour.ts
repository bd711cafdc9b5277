/** What the tour's bubbles say around what they tell. */

export const TOUR_WORDS = {
  title: "The tour",
  next: "Next",
  back: "Back",
  done: "Done",
  leave: "Leave the tour",
  progress: (current: number, all: number): string => `${current} of ${all}`,
  looking: "Looking at your run…",
  loading: "Loading what is shown here…",
  welcomeBack: "Take the tour",
  welcomeBackText: "You have been here before. Go on where you left, or begin anew?",
  resume: (number: number): string => `Resume at step ${number}`,
  startOver: "Start over",
} as const;
