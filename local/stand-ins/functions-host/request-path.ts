/**
 * The path as Kestrel gives it to routing: percent-escapes decoded once, then dot segments resolved, so that
 * `/a/%2e%2e/b` is `/b`. Undefined for a path that it answers with 400.
 */
export function decodePath(raw: string): string | undefined {
  if (!/^\/[\x21-\x7e]*$/.test(raw)) return undefined
  const decoded = raw.includes('%') ? raw.replaceAll(/(?:%[\da-f]{2})+/gi, decodeRun) : raw
  if (decoded.includes('\0')) return undefined
  return decoded.includes('/.') ? withoutDotSegments(decoded) : decoded
}

/** The path as a function reads it in `request.url`: escaped again, and so perhaps not what the caller wrote. */
export function encodePath(path: string): string {
  return encodeURI(path)
    .replaceAll(/%25(?=[\da-f]{2})/gi, '%') // What was not decoded stays as it was.
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23')
}

/** Decodes what is UTF-8. An encoded slash stays encoded, and so does every byte that is part of no character. */
function decodeRun(run: string): string {
  let decoded = ''
  for (let at = 0; at < run.length; ) {
    const character = characterAt(run, at)
    decoded += character?.text ?? run.slice(at, at + 3)
    at += character?.length ?? 3
  }
  return decoded
}

function characterAt(
  run: string,
  at: number,
): { readonly text: string; readonly length: number } | undefined {
  const first = Number.parseInt(run.slice(at + 1, at + 3), 16)
  if (first === 0x2f) return undefined
  const bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const escaped = run.slice(at, at + 3 * bytes)
  try {
    return { text: decodeURIComponent(escaped), length: escaped.length }
  } catch {
    return undefined
  }
}

/** RFC 3986, 5.2.4. An empty segment counts as one. */
function withoutDotSegments(path: string): string {
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  const last = segments.at(-1)
  if (last === '.' || last === '..') kept.push('')
  return `/${kept.join('/')}`
}
