import type { IncomingMessage } from 'node:http'
import type { NullableString, RpcHttpRequest } from './core-api.ts'

/** A request as the real host describes it to its worker (RpcMessageConversionExtensions.ToRpcHttp). */
export function toRpcHttp(
  request: IncomingMessage,
  target: { readonly path: string; readonly query: string },
  params: Record<string, string>,
  body: Uint8Array | undefined,
): RpcHttpRequest {
  return {
    method: request.method ?? 'GET',
    url: `http://${request.headers.host ?? 'localhost'}${target.path}${target.query}`,
    nullableHeaders: headersOf(request.rawHeaders),
    nullableQuery: target.query === '' ? {} : queryOf(target.query),
    nullableParams: nullable(params),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  }
}

/**
 * Repeated headers become one, joined by a comma without a space (StringValues.ToString). The record has no
 * prototype, because the caller chooses the names.
 */
function headersOf(raw: readonly string[]): Record<string, NullableString> {
  const headers: Record<string, { value: string }> = Object.create(null)
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    const value = raw[index + 1] ?? ''
    const known = headers[name]
    if (known === undefined) headers[name] = { value }
    else known.value += `,${value}`
  }
  return headers
}

/** Query keys ignore case, and a repeated one gives a single value "1,2". */
function queryOf(query: string): Record<string, NullableString> {
  const values: Record<string, { value: string }> = Object.create(null)
  const spelling = new Map<string, { value: string }>()
  for (const [key, value] of new URLSearchParams(query)) {
    const known = spelling.get(key.toLowerCase())
    if (known !== undefined) {
      known.value += `,${value}`
      continue
    }
    const entry = { value }
    spelling.set(key.toLowerCase(), entry)
    values[key] = entry
  }
  return values
}

function nullable(values: Record<string, string>): Record<string, NullableString> {
  const result: Record<string, NullableString> = {}
  for (const name in values) result[name] = { value: values[name] ?? '' }
  return result
}
