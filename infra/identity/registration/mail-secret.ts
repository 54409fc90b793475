/** A secret of an application, as Graph shows it: never its text. */
export interface ApplicationSecret {
  readonly keyId: string
  readonly displayName: string | null
  readonly startDateTime: string
  readonly endDateTime: string
}

/** What Key Vault says of the secret that is in use. */
export interface KeptSecret {
  readonly updatedMs: number
  readonly expiresMs: number | undefined
}

const dayMs = 24 * 60 * 60_000
/** Ours are told from those that somebody made by hand. */
export const secretName = 'seatwarden-smtp'
export const secretLifeMs = 365 * dayMs
const renewedBeforeMs = 60 * dayMs
/** The platform looks for a new one once a day. */
const takenWithinMs = 2 * dayMs

/**
 * Whether the SMTP secret is to be made anew, and which ones nobody uses any more: a secret that was replaced is taken
 * away once every instance has surely read its successor.
 */
export function mailSecretPlan(given: {
  readonly kept: KeptSecret | undefined
  readonly secrets: readonly ApplicationSecret[]
  readonly nowMs: number
  readonly renew?: boolean
}): { readonly make: boolean; readonly remove: readonly string[] } {
  const { kept, nowMs, renew = false, secrets } = given
  const ours = secrets
    .filter(({ displayName }) => displayName === secretName)
    .toSorted((one, other) => Date.parse(other.startDateTime) - Date.parse(one.startDateTime))
  const [newest] = ours
  const ends = Math.min(
    kept?.expiresMs ?? Number.POSITIVE_INFINITY,
    newest ? Date.parse(newest.endDateTime) : 0,
  )
  const make = renew || !kept || ends - nowMs < renewedBeforeMs
  const successorIsTaken = kept !== undefined && nowMs - kept.updatedMs > takenWithinMs
  const replaced = successorIsTaken ? ours.slice(1) : []
  return { make, remove: replaced.map(({ keyId }) => keyId) }
}
