/** As many as the API takes at once. */
export const sourcesMax = 100

const between = '.'

/** Each once, in the order of an address. */
export function idsOf(text: string | undefined): readonly string[] {
  return [...new Set((text ?? '').split(between).filter((id) => id !== ''))]
}

export function textOfIds(ids: readonly string[]): string | undefined {
  return ids.length === 0 ? undefined : ids.join(between)
}

/** One place up or down; at the end of the list it stays. */
export function movedBy(ids: readonly string[], id: string, by: 1 | -1): readonly string[] {
  const from = ids.indexOf(id)
  const to = from + by
  if (from < 0 || to < 0 || to >= ids.length) return ids
  const after = ids.filter((other) => other !== id)
  return [...after.slice(0, to), id, ...after.slice(to)]
}
