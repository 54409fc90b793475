import { createHash } from 'node:crypto'
import { badRequest, notDone } from '../answers.ts'
import { isObject, type Json, type Value } from '../json.ts'
import type { Position } from '../sql/run.ts'

/** The client asks for tokens of at most 1 KB. */
const tokenLengthMax = 1024

export type Continuation = {
  /** The place among the sources of its scope. */
  readonly source: number
  /** Absent: from the first document of the source. */
  readonly position?: Position
  /** How many documents OFFSET, TOP and LIMIT still allow. */
  readonly remaining: number | null
}

type Token = {
  readonly query: string
  readonly source: number
  readonly sequence?: number
  readonly values?: readonly Json[]
  readonly remaining: number | null
}

/** Everything the next page needs is in the token: the server keeps nothing, and a restart changes nothing. */
export function writeContinuation(query: string, { source, position, remaining }: Continuation): string {
  const place = position && { sequence: position.sequence, values: position.values.map(inToken) }
  const token: Token = { query: fingerprint(query), source, ...place, remaining }
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
  if (token?.query !== fingerprint(query) || !Array.isArray(token.values ?? []))
    throw badRequest('Invalid Continuation Token: it does not belong to this query.')
  const { source, values, sequence, remaining } = token
  if (values === undefined || sequence === undefined) return { source, remaining }
  return { source, position: { values: values.map(fromToken), sequence }, remaining }
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
