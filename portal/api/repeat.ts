/**
 * The id under which the API does a POST once, however often it is sent: kept for as long as nobody knows what became
 * of it, over reloads too, so that the same click means the same effect. (Repeatable Requests, OASIS)
 */
export interface Repeat {
  readonly 'Repeatability-Request-ID': string
  readonly 'Repeatability-First-Sent': string
}

const prefix = 'repeat:'
/** What goes on over a reload: api/lasting-write. */
export const lastingPrefix = 'lasting:'

/** Where the browser keeps nothing, or has no room left, this page remembers, until it is loaded again. */
const remembered = new Map<string, string>()

/** The same for the same action and body until its answer is known. */
export function repeatOf(action: string, body: unknown, storage?: Storage): Repeat {
  const key = keyOf(action, body)
  const kept = repeatIn(remembered.get(key) ?? attempt(() => (storage ?? sessionStorage).getItem(key)))
  if (kept) return kept
  const made = {
    'Repeatability-Request-ID': crypto.randomUUID(),
    'Repeatability-First-Sent': new Date().toUTCString(),
  }
  const text = JSON.stringify(made)
  const isKept = attempt(() => {
    ;(storage ?? sessionStorage).setItem(key, text)
    return true
  })
  if (!isKept) remembered.set(key, text)
  return made
}

/** Its answer is known: doing the same once more is another action. */
export function forgetRepeat(action: string, body: unknown, storage?: Storage): void {
  const key = keyOf(action, body)
  remembered.delete(key)
  attempt(() => (storage ?? sessionStorage).removeItem(key))
}

/** What somebody has begun is theirs alone: nobody who signs in after them goes on with it. */
export function forgetEverything(storage: Storage = sessionStorage): void {
  remembered.clear()
  const keys = Array.from({ length: storage.length }, (_none, place) => storage.key(place) ?? '')
  for (const key of keys) if (key.startsWith(prefix) || key.startsWith(lastingPrefix)) storage.removeItem(key)
}

function keyOf(action: string, body: unknown): string {
  const text = JSON.stringify(body ?? null)
  return `${prefix}${action}:${text.length <= shortMax ? text : digestOf(text)}`
}

/** What is longer, such as a list of users, is kept as what tells it from others: browsers keep a few megabytes. */
const shortMax = 1_000

/** Two hashes like FNV-1a, and the length: no secret depends on it. */
function digestOf(text: string): string {
  let [one, other] = [0x811c9dc5, 0x9e3779b9]
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit, 0x5bd1e995)
  }
  return [text.length, one >>> 0, other >>> 0].map((part) => part.toString(36)).join('.')
}

/** What is kept in a browser may be anything. */
function repeatIn(text: string | null | undefined): Repeat | undefined {
  const kept = attempt(() => JSON.parse(text ?? 'null') as Partial<Record<keyof Repeat, unknown>> | null)
  const { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': since } = kept ?? {}
  if (typeof id !== 'string' || typeof since !== 'string') return undefined
  return { 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': since }
}

function attempt<Done>(act: () => Done): Done | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}
