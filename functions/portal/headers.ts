import type { Ports } from '#core/ports/ports.ts'

type Facts = Pick<Ports['settings'], 'portal' | 'publicBaseUrl'>

/** Where people come back to from signing in, in a frame of the portal as well: who signs in looks at it from outside. */
const returnPage = 'signed-in.html'

/**
 * What a browser may do with the portal's files: load nothing but them, call nobody but this API and whoever signs people
 * in, and show that and the fields for a card in frames; nobody frames it.
 */
export function headersOf(name: string, { portal, publicBaseUrl }: Facts): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(name, portal),
    // The return page hands on what it got to a page that it shares nothing with but its origin.
    ...(name === returnPage ? {} : { 'cross-origin-opener-policy': 'same-origin' }),
    'referrer-policy': 'no-referrer',
    ...(publicBaseUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}

/** The hash is that of an empty style element, which Fluent fills by program: what is in an answer has no styles. */
function contentSecurityPolicy(name: string, { authority, cardFieldsUrl }: Facts['portal']): string {
  const [issuer, card] = [new URL(authority).origin, new URL(cardFieldsUrl).origin]
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ${issuer}`,
    `frame-src 'self' ${issuer} ${card}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${name === returnPage ? "'self'" : "'none'"}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
}
