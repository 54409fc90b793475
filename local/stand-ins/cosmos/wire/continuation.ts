import { createHash } from 'node:crypto'
import { badRequest, notDone } from '../answers.ts'
import type { Json } from '../json.ts'
import type { Position } from '../sql/run.ts'

/** The client asks for tokens of at most 1 KB. */
const tokenLengthMax = 1024

export type Continuation = {
  readonly position: Position
  /** How many documents OFFSET, TOP and LIMIT still allow. */
  readonly remaining: number | null
}

type Token = {
  readonly query: string
  readonly sequence: number
  readonly values: readonly (Json | readonly [])[]
  readonly remaining: number | null
}

/** Everything the next page needs is in the token: the server keeps nothing, and a restart changes nothing. */
export function writeContinuation(query: string, { position, remaining }: Continuation): string {
  const values = position.values.map((value) => (value === undefined ? [] : value))
  const token: Token = { query: fingerprint(query), sequence: position.sequence, values, remaining }
  const text = Buffer.from(JSON.stringify(token)).toString('base64')
  if (text.length > tokenLengthMax) throw notDone('ORDER BY over values too long for a continuation token')
  return text
}

export function readContinuation(query: string, text: string): Continuation {
  let token: Token | undefined
  try {
    token = JSON.parse(Buffer.from(text, 'base64').toString()) as Token
  } catch {
    token = undefined
  }
  if (token?.query !== fingerprint(query) || !Array.isArray(token.values))
    throw badRequest('Invalid Continuation Token: it does not belong to this query.')
  // An array cannot be told from other arrays in an order, so `[]` is free to mean undefined.
  const values = token.values.map((value) => (Array.isArray(value) ? undefined : (value as Json)))
  return { position: { values, sequence: token.sequence }, remaining: token.remaining }
}

function fingerprint(query: string): string {
  return createHash('sha256').update(query).digest('base64').slice(0, 12)
}
