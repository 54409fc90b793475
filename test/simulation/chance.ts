/** All chance of a run comes from its seed, so that a seed is a run. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number
  happens(probability: number): boolean
  /** Both ends included. */
  whole(from: number, to: number): number
  pick<T>(from: readonly T[]): T
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by splitmix32 so that neighbouring seeds have nothing in common. */
export function chanceFrom(seed: number): Chance {
  let spread = seed | 0
  const split = () => {
    spread = (spread + 0x9e3779b9) | 0
    let t = spread ^ (spread >>> 16)
    t = Math.imul(t, 0x21f0aaad)
    t ^= t >>> 15
    t = Math.imul(t, 0x735a2d97)
    return t ^ (t >>> 15)
  }
  let [a, b, c, counter] = [split(), split(), split(), 1]
  const next = () => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 2 ** 32
  }
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    happens: (probability) => probability > 0 && next() < probability,
    whole,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new Error('There is nothing to pick from.')
      return from[whole(0, from.length - 1)] as T
    },
  }
}
