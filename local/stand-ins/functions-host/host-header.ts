/**
 * Whether Kestrel takes a request with these raw headers: one Host that is a name or an address with or without a
 * port. It may be empty, and HTTP/1.0 may leave it out.
 */
export function hasValidHost(rawHeaders: readonly string[], httpVersion: string): boolean {
  const hosts: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === 'host') hosts.push(rawHeaders[index + 1] ?? '')
  const [host] = hosts
  if (host === undefined) return httpVersion === '1.0'
  return hosts.length === 1 && (host === '' || name.test(host) || address6.test(host))
}

/** The characters of RFC 3986, except those that http.sys refuses as well. */
const name = /^[\w!$&'()\-.~]+(?::\d+)?$/
const address6 = /^\[[\da-f:.]{3,}\](?::\d+)?$/i
