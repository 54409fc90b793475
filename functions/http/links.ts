import type { Ports } from '#core/ports/ports.ts'
import { apiVersion } from './api-version.ts'

/** An absolute address of this API, from the setting and never from the Host header. `path` begins with a slash. */
export function linkTo(
  { settings }: Pick<Ports, 'settings'>,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const parameters = new URLSearchParams({ ...query, 'api-version': apiVersion })
  return `${settings.publicBaseUrl}${path}?${parameters}`
}
