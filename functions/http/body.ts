import type { HttpRequest } from '@azure/functions'
import { type RefusalOf, refuse } from '#core/kernel/refusals.ts'

const bytesMax = 1024 * 1024

/** The JSON body of a request; no body at all counts as `{}`, so that verbs without arguments need none. */
export async function readJsonBody(
  request: HttpRequest,
): Promise<
  | { readonly value: unknown; readonly text: string }
  | RefusalOf<'RequestTooLarge'>
  | RefusalOf<'UnsupportedMediaType'>
  | RefusalOf<'InvalidRequest'>
> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > bytesMax) return refuse('RequestTooLarge', { bytesMax })
  const bytes = new Uint8Array(await request.arrayBuffer())
  if (bytes.length > bytesMax) return refuse('RequestTooLarge', { bytesMax })
  if (bytes.length === 0) return { value: {}, text: '' }
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) return refuse('UnsupportedMediaType')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { value: JSON.parse(text), text }
  } catch {
    return refuse('InvalidRequest', { problems: [{ target: '', is: 'notJson' }] })
  }
}
