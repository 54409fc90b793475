import type { HttpRequest } from '@azure/functions'
import { isRefusal, type RefusalOf, refuse } from '#core/kernel/refusals.ts'

const usualBytesMax = 1024 * 1024

/** Of a route that takes more in its body than others do: a long list, also as a CSV file. */
export interface LongList {
  readonly bytesMax: number
  /** What such a file looks like, for the OpenAPI page. */
  readonly csv: string
  /** Makes the value of the route's body of the text of a CSV file, and of what is said beside it. */
  fromCsv(text: string, query: URLSearchParams): Promise<unknown>
}

type Read =
  | { readonly value: unknown; readonly text: string }
  | RefusalOf<'RequestTooLarge'>
  | RefusalOf<'UnsupportedMediaType'>
  | RefusalOf<'InvalidRequest'>

/** The body of a request: JSON, or CSV where the route takes it. None at all counts as `{}`: verbs without arguments need none. */
export async function readBody(request: HttpRequest, list?: LongList): Promise<Read> {
  const bytesMax = list?.bytesMax ?? usualBytesMax
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > bytesMax) return refuse('RequestTooLarge', { bytesMax })
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > bytesMax) return refuse('RequestTooLarge', { bytesMax })
  if (bytes.length === 0) return { value: {}, text: '' }
  const type = request.headers.get('content-type') ?? ''
  const isCsv = list !== undefined && /^text\/csv\s*(;|$)/i.test(type)
  if (!isCsv && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) return refuse('UnsupportedMediaType')
  const problem = refuse('InvalidRequest', { problems: [{ target: '', is: isCsv ? 'notCsv' : 'notJson' }] })
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!isCsv) return { value: JSON.parse(text), text }
    const value = await list.fromCsv(text, new URL(request.url).searchParams)
    return isRefusal(value) && value.refused === 'InvalidRequest' ? value : { value, text }
  } catch {
    return problem
  }
}
