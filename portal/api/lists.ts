import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'

/** A page of a list as the API gives it. */
export interface Page<Row> {
  readonly value: readonly Row[]
  readonly nextLink?: string | undefined
  readonly count?: number | undefined
}

/** Above so many rows a page asks to narrow the filter rather than to search and sort in the browser. */
export const rowsMax = 5_000

/** As many pages are read again without a thought. */
const pagesSoon = 10

/** What the continuation is called in the API's `nextLink`, of which only the query is followed. */
export type Continuation = Readonly<Record<string, string>> | undefined

export function continuationOf(nextLink: string | undefined): Continuation {
  if (nextLink === undefined) return undefined
  const query = Object.fromEntries(new URL(nextLink, location.origin).searchParams)
  delete query['api-version']
  return query
}

interface ListOptions<Row> {
  readonly key: readonly unknown[]
  readonly fetchPage: (continuation: Continuation) => Promise<Page<Row>>
  readonly enabled?: boolean
  /** Asks again by itself, for lists that change while one looks. */
  readonly everyMs?: number | false
}

function usePages<Row>({ key, fetchPage, enabled = true, everyMs = false }: ListOptions<Row>) {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as Continuation,
    getNextPageParam: (page: Page<Row>) => continuationOf(page.nextLink),
    enabled,
    // So are they when somebody comes back to the tab: of a long list not every time.
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= pagesSoon,
    // All pages are read again, so the more there are, the less often.
    refetchInterval: ({ state }) => everyMs && everyMs * Math.max(1, state.data?.pages.length ?? 1),
  })
}

/** All rows, page after page, up to `rowsMax`: search and sort then work on all of them. `cut` says that there are more. */
export function useAllRows<Row>(options: ListOptions<Row>) {
  const query = usePages(options)
  const rows = useMemo(() => query.data?.pages.flatMap(({ value }) => value) ?? [], [query.data])
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  const wantsMore = hasNextPage && rows.length < rowsMax
  useEffect(() => {
    if (wantsMore && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [wantsMore, isFetchingNextPage, isError, fetchNextPage])
  return {
    rows,
    isLoading: query.isPending,
    isFilling: wantsMore,
    cut: hasNextPage && !wantsMore,
    problem: query.error ?? undefined,
    tryAgain: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
    updatedAt: query.dataUpdatedAt,
  }
}

/** Rows that come as one scrolls, for lists of any length. */
export function useScrolledRows<Row>(options: ListOptions<Row>) {
  const query = usePages(options)
  const rows = useMemo(() => query.data?.pages.flatMap(({ value }) => value) ?? [], [query.data])
  return {
    rows,
    isLoading: query.isPending,
    hasMore: query.hasNextPage,
    loadMore: () => {
      // What failed is asked for again by the person.
      if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage()
    },
    problem: query.error ?? undefined,
    tryAgain: () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch()),
    updatedAt: query.dataUpdatedAt,
  }
}
