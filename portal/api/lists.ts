import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { type Continuation, continuationOf, type Page } from './continuation.ts'
import { isFinal } from './problem.ts'

/** Above so many rows a page asks to narrow the filter rather than to search and sort in the browser. */
export const rowsMax = 5_000

/** As many pages are read again without a thought. */
const pagesSoon = 10

interface ListOptions<Row> {
  readonly key: readonly unknown[]
  readonly fetchPage: (continuation: Continuation) => Promise<Page<Row>>
  readonly enabled?: boolean
  /** Asks again by itself, for lists that change while one looks; how soon may depend on the rows. */
  readonly everyMs?: number | false | ((rows: readonly Row[]) => number | false)
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
    refetchInterval: ({ state }) => {
      if (isFinal(state.error)) return false
      const pages = state.data?.pages ?? []
      const every = typeof everyMs === 'function' ? everyMs(pages.flatMap(({ value }) => value)) : everyMs
      return every && every * Math.max(1, pages.length)
    },
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
    isLoaded: query.data !== undefined,
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
    isLoaded: query.data !== undefined,
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

/** All rows of a list, however many, for a file; `onRows` hears how many there are so far. */
export async function everyRow<Row>(
  fetchPage: ListOptions<Row>['fetchPage'],
  onRows: (count: number) => void = () => {},
): Promise<Row[]> {
  const rows: Row[] = []
  for (let next: Continuation, isFirst = true; isFirst || next; isFirst = false) {
    const page = await fetchPage(next)
    rows.push(...page.value)
    onRows(rows.length)
    next = continuationOf(page.nextLink)
  }
  return rows
}
