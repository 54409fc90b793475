/**
 * The id under which the API does a POST once, however often it is sent: kept for as long as nobody knows what became
 * of it, over reloads too, so that the same click means the same effect. (Repeatable Requests, OASIS)
 */
export interface Repeat {
  readonly 'Repeatability-Request-ID': string
  readonly 'Repeatability-First-Sent': string
}

const prefix = 'repeat:'

/** The same for the same action and body until its answer is known. */
export function repeatOf(action: string, body: unknown, storage: Storage = sessionStorage): Repeat {
  const key = keyOf(action, body)
  const kept = storage.getItem(key)
  if (kept) return JSON.parse(kept) as Repeat
  const made = {
    'Repeatability-Request-ID': crypto.randomUUID(),
    'Repeatability-First-Sent': new Date().toUTCString(),
  }
  storage.setItem(key, JSON.stringify(made))
  return made
}

/** Its answer is known: doing the same once more is another action. */
export function forgetRepeat(action: string, body: unknown, storage: Storage = sessionStorage): void {
  storage.removeItem(keyOf(action, body))
}

function keyOf(action: string, body: unknown): string {
  return `${prefix}${action}:${JSON.stringify(body ?? null)}`
}
