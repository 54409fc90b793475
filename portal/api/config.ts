/** What the function app writes into the page out of its settings: one build serves every environment. No secrets. */
export interface PortalConfig {
  readonly clientId: string
  /** Entra's; an http address is the local sign-in's. */
  readonly authority: string
  readonly scope: string
  /** The payment gateway's page for cards, shown in a frame. */
  readonly cardFieldsUrl: string
  readonly version: string
}

export function portalConfig(): PortalConfig {
  const given: unknown = JSON.parse(document.getElementById('config')?.textContent || '{}')
  const names = ['clientId', 'authority', 'scope', 'cardFieldsUrl', 'version'] as const
  const missing = names.filter((name) => typeof (given as Record<string, unknown>)[name] !== 'string')
  if (missing.length > 0) throw new Error(`The page was served without ${missing.join(', ')}.`)
  return given as PortalConfig
}
