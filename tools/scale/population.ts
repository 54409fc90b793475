/** How large organisations are and what they hold: assumptions, all of them. docs/scale.md says what speaks for each. */
export const population = {
  /** People of an organisation: log-normal. */
  medianPeople: 40,
  sigma: 1.6,
  /** As many as one subscription can have. */
  mostPeople: 100_000,
  /** Seats for each person: of what is bought by self-service, and of what is bought centrally. */
  selfServiceSeats: 0.1,
  centralSeats: 0.3,
  /** Seats of one self-service subscription. */
  seatsEach: 5,
  /** Of those who move, who holds the target already. */
  onBothSides: 0.05,
} as const

export type Population = typeof population

/** What an average organisation has: of a log-normal distribution the mean is far above the median. */
export const meanPeople = population.medianPeople * Math.exp(population.sigma ** 2 / 2)

/** People of an organisation; `draw` gives numbers from 0 up to, not including, 1. */
export function peopleOf(draw: () => number): number {
  const { medianPeople, sigma, mostPeople } = population
  return Math.max(1, Math.min(mostPeople, Math.round(medianPeople * Math.exp(sigma * normal(draw)))))
}

/** Box and Muller. */
function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
}
