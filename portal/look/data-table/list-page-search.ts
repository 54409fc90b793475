/** What every list keeps in its address: what is searched for, and the order. */
export interface ListSearch {
  readonly q?: string | undefined
  readonly sort?: string | undefined
}

/** Addresses are typed by people: whatever is no text counts as not said. */
export function textOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = search[name]
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function oneOf<const Value extends string>(
  search: Readonly<Record<string, unknown>>,
  name: string,
  values: readonly Value[],
): Value | undefined {
  return values.find((value) => value === search[name])
}

export function listSearch(search: Readonly<Record<string, unknown>>): ListSearch {
  return { q: textOf(search, 'q'), sort: textOf(search, 'sort') }
}
