/** What a run of these tests is called wherever it is a guest: when it began, and eight digits that no other has. */
const form = /^(seatwarden-endpoints-(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-[0-9a-f]{8})(?:-.*)?$/

export function newRun(now: Date, digits: string): string {
  const at = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()
  return `seatwarden-endpoints-${at}z-${digits}`
}

/** The run that made what has this name; undefined when none of ours did. */
export function runOf(name: string): string | undefined {
  return form.exec(name)?.[1]
}

export function beganAt(run: string): Date {
  const [, , year, month, day, hours, minutes, seconds] = form.exec(run) ?? []
  return new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
}

/** What every database begins with that is made for these tests by hand. */
export const forTheseTests = 'seatwarden-endpoints-'

/** Set for the tests by whoever runs them (tools/test-endpoints.ts), which has made everything that these name. */
export interface Guest {
  readonly run: string
  readonly database: string
  readonly container: string
  /** Empty on an emulator, whose queues are those of its config. */
  readonly queuePrefix: string
}

const variable = 'SEATWARDEN_ENDPOINTS_GUEST'

export function guestAsEnvironment(guest: Guest): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(guest) }
}

/** Undefined when nobody runs these tests against an endpoint: then stand-ins are started. */
export function guestOfThisRun(): Guest | undefined {
  const text = process.env[variable]
  return text === undefined ? undefined : JSON.parse(text)
}

export function requireGuest(): Guest {
  const guest = guestOfThisRun()
  if (!guest)
    throw new Error('These tests need endpoints, and a place there: "npm run test:endpoints" makes it.')
  return guest
}
