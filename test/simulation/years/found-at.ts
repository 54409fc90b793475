/** In which seed each planted mistake was found first: tried first, so that nobody searches for it again. */
export const foundAt: Readonly<Record<string, number>> = {}
