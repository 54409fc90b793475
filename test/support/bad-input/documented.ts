import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import type { Door } from '#functions/door.ts'
import { refusalStatus } from '#functions/refusal-status.ts'
import type { Answer } from '#local/system/api-client.ts'
import { shared } from '../journey.ts'

const envelope = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    target: z.string().optional(),
    details: z.array(z.strictObject({ code: z.string(), message: z.string() })).optional(),
    innererror: z.looseObject({ code: z.string() }).optional(),
    help: z.url().optional(),
  }),
})

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, { description: string }> }>>>
  >
}

/** Says what is wrong with an answer by the OpenAPI document that is served; nothing when all is as it says. */
export type Judge = (door: Door, answer: Answer<unknown>) => string | undefined

export async function readJudge(): Promise<Judge> {
  const { paths } = (await (await fetch(`${shared().api}/openapi.json`)).json()) as Document
  return (door, answer) => {
    const { status, headers } = answer
    const listed = paths[door.route]?.[door.method.toLowerCase()]?.responses[String(status)]
    if (!listed) return `${status} is not listed for this route: ${answer.text.slice(0, 300)}`
    if (!guid.test(headers.get('x-ms-request-id') ?? '')) return 'It has no x-ms-request-id.'
    if (status < 400) return faultInBody(door, answer)
    const parsed = envelope.safeParse(answer.body)
    if (!parsed.success) return `It is not the envelope of an error: ${answer.text.slice(0, 300)}`
    const { code } = parsed.data.error
    if (headers.get('x-ms-error-code') !== code) return `x-ms-error-code is not ${code}.`
    if ((refusalStatus as Record<string, number>)[code] !== status)
      return `${code} does not go with ${status}.`
    if (!listed.description.split(', ').includes(code)) return `${code} is not listed for this route.`
    return status === 401 && !headers.get('www-authenticate') ? 'It has no WWW-Authenticate.' : undefined
  }
}

/** An answer must have the shape that is listed, and no field besides. */
function faultInBody({ answers }: Door, { status, body, text }: Answer<unknown>): string | undefined {
  const shape = answers[status]?.body
  if (!shape) return undefined
  const parsed = shape.safeParse(body)
  if (!parsed.success)
    return `It is not of the shape that is listed: ${parsed.error.message}: ${text.slice(0, 300)}`
  // What the shape does not name is gone after parsing.
  return isDeepStrictEqual(parsed.data, body)
    ? undefined
    : `It has more than is listed: ${text.slice(0, 300)}`
}
