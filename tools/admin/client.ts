import createClient, { type Client } from 'openapi-fetch'
// The types of all routes are kept there alone (npm run portal:client).
import type { components, paths } from '../../portal/api/schema.d.ts'
import { type SendOptions, sender } from './send.ts'

export type Api = Client<paths>
export type Schemas = components['schemas']

/** The HTTP API with the types of its routes. Whatever is refused throws a `Failure`. */
export function createApi(baseUrl: string, options: SendOptions): Api {
  return createClient<paths>({ baseUrl, fetch: sender(options) })
}

interface Answer<Data> {
  readonly data?: Data
  readonly response: Response
}

export async function answered<Data>(
  call: Promise<Answer<Data>>,
): Promise<{ readonly data: NonNullable<Data>; readonly response: Response }> {
  const { data, response } = await call
  return { data: data as NonNullable<Data>, response }
}

export async function ok<Data>(call: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
  return (await answered(call)).data
}

/** Of a link to the next page only the query is followed: the token goes nowhere else. */
type Continuation = { readonly continuation?: string }

interface Page<Row> {
  readonly value: readonly Row[]
  readonly nextLink?: string
}

const rowsPerPage = 500

/** Every page of a list, to its end. */
export async function* pagesOf<Row>(
  fetchPage: (paging: Continuation & { readonly maxpagesize: number }) => Promise<Answer<Page<Row>>>,
): AsyncGenerator<readonly Row[]> {
  for (let next: Continuation | undefined = {}; next; ) {
    const page: Page<Row> = await ok(fetchPage({ maxpagesize: rowsPerPage, ...next }))
    yield page.value
    const continuation = page.nextLink && new URL(page.nextLink).searchParams.get('continuation')
    next = continuation ? { continuation } : undefined
  }
}
