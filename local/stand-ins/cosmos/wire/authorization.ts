import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Failure, notDone } from '../answers.ts'
import { text } from './headers.ts'

/** The key that Microsoft's emulator publishes: a well-known text, not a secret. */
export const emulatorKey =
  'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=='

const clockSkewMaxMs = 15 * 60 * 1000

/** Checks the signature of the account's key over verb, resource and date, as production does. */
export function requireSignature(
  method: string,
  segments: readonly string[],
  headers: IncomingHttpHeaders,
  key: KeyObject,
): void {
  const token = decode(text(headers, 'authorization') ?? '')
  const { type, sig } = Object.fromEntries(
    token.split('&').map((part) => {
      const [name = '', ...value] = part.split('=')
      return [name, value.join('=')]
    }),
  )
  if (type === 'aad' || type === 'resource') throw notDone(`an Authorization header of type '${type}'`)
  if (type !== 'master' || sig === undefined)
    throw new Failure(401, 'Required Header authorization is missing or has an invalid format.')
  const date = text(headers, 'x-ms-date') ?? ''
  const skewMs = Math.abs(Date.parse(date) - Date.now())
  if (!(skewMs <= clockSkewMaxMs))
    throw new Failure(403, `The authorization token is not valid at the current time: x-ms-date '${date}'.`)
  const expected = sign(method, segments, date, key)
  const given = Buffer.from(sig)
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Failure(401, 'The input authorization token can not serve the request: wrong key or resource.')
}

function sign(method: string, segments: readonly string[], date: string, key: KeyObject): Buffer {
  const isFeed = segments.length % 2 === 1
  const type = segments.at(isFeed ? -1 : -2) ?? ''
  const link = (isFeed ? segments.slice(0, -1) : segments).join('/')
  const signed = `${method.toLowerCase()}\n${type}\n${link}\n${date.toLowerCase()}\n\n`
  return Buffer.from(createHmac('sha256', key).update(signed).digest('base64'))
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token)
  } catch {
    return ''
  }
}
