/** In which seed each planted mistake was found first: tried first, so that nobody searches for it again. */
export const foundAt: Readonly<Record<string, number>> = {
  'a plan begins whenever it is woken': 6,
  'a plan begins although it was revoked or changed': 155,
  'the run for what is due does not look for plans': 2,
  'the timer does not find plans': 1,
  'a plan holds its source as soon as it is asked for': 1,
  'the parent takes its steps without its sequence': 8,
  'the move of a source is started beside the step of its parent': 1,
  'what the parent is told its move is not': 7,
  'control is taken before the move is started': 1,
}
