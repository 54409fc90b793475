/** A kind of setting: what is expected, and how its text is read; undefined when it is something else. */
export interface Kind<T> {
  readonly expected: string
  read(text: string): T | undefined
}

export function matching(expected: string, pattern: RegExp): Kind<string> {
  return { expected, read: (given) => (pattern.test(given) ? given : undefined) }
}

export function number(expected: string, min: number, max = Number.MAX_SAFE_INTEGER): Kind<number> {
  const fits = (value: number) => value >= min && value <= max
  return { expected, read: (given) => (fits(Number(given)) ? Number(given) : undefined) }
}

export function whole(expected: string, min: number, max?: number): Kind<number> {
  const { read } = number(expected, min, max)
  return { expected, read: (given) => (Number.isInteger(Number(given)) ? read(given) : undefined) }
}

export function list(expected: string): Kind<string[]> {
  return {
    expected,
    read(given) {
      const values = given.split(',').map((one) => one.trim())
      return values.every((one) => one !== '') ? values : undefined
    },
  }
}
