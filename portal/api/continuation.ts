/** A page of a list as the API gives it. */
export interface Page<Row> {
  readonly value: readonly Row[]
  readonly nextLink?: string | undefined
  readonly count?: number | undefined
}

/** A link may be relative, and nobody follows it to where it leads. */
const anywhere = 'http://api.invalid'

/** What the continuation is called in the API's `nextLink`, of which only the query is followed. */
export type Continuation = Readonly<Record<string, string>> | undefined

export function continuationOf(nextLink: string | undefined): Continuation {
  if (nextLink === undefined) return undefined
  const query = Object.fromEntries(new URL(nextLink, anywhere).searchParams)
  delete query['api-version']
  return query
}
