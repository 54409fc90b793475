/** `api.GET('/…'` and its kind, over as many lines as the formatter likes; a health check goes without the client. */
const typed = /\b(GET|POST|PUT|PATCH|DELETE)\(\s*'(\/[^']+)'/g
const plain = /\bfetch\(\s*'(\/health[^']+)'/g
/** Of commands, which are posted all, the addresses stand in a table. */
const inTable = /^\s+\w+: '(\/(?:tenants|ops)\/[^']+)',$/gm

/** What pages ask of the API, as `GET /tenants/{t}/…`. */
export function callsOfPortal(sources: readonly string[]): ReadonlySet<string> {
  const calls = new Set<string>()
  for (const source of sources) {
    for (const [, method, path] of source.matchAll(typed)) calls.add(`${method} ${path}`)
    for (const [, path] of source.matchAll(inTable)) calls.add(`POST ${path}`)
    for (const [, path] of source.matchAll(plain)) calls.add(`GET ${path}`)
  }
  return calls
}
