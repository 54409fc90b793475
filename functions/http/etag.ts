import type { Ports } from '#core/ports/ports.ts'

/** Data has no version of its own: what is shown is its version. */
export function etagOf({ ids }: Pick<Ports, 'ids'>, view: unknown): string {
  return `"${ids.derive(JSON.stringify(view))}"`
}
