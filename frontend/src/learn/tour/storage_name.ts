/** Under this name the browser remembers how far a tour was walked; anything there means that the tour is known. */
export const TOUR = "tour";
