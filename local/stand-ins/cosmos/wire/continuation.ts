import { createHash } from 'node:crypto'
import { badRequest, notDone } from '../answers.ts'
import { isObject, type Json, type Value } from '../json.ts'
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
  readonly values: readonly Json[]
  readonly remaining: number | null
}

/** Everything the next page needs is in the token: the server keeps nothing, and a restart changes nothing. */
export function writeContinuation(query: string, { position, remaining }: Continuation): string {
  const { values, sequence } = position
  const token: Token = { query: fingerprint(query), sequence, values: values.map(inToken), remaining }
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
  const { values, sequence, remaining } = token
  return { position: { values: values.map(fromToken), sequence }, remaining }
}

/**
 * An order does not tell arrays from each other, nor objects: of them only the type goes into the token. JSON has no
 * undefined, so an array stands for it as well, an empty one.
 */
function inToken(value: Value): Json {
  if (value === undefined) return []
  if (Array.isArray(value)) return [[]]
  return isObject(value) ? {} : value
}

function fromToken(value: Json): Value {
  return Array.isArray(value) ? (value[0] as Value) : value
}

function fingerprint(query: string): string {
  return createHash('sha256').update(query).digest('base64').slice(0, 12)
}
