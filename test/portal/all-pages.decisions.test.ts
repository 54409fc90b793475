import { expect, test } from 'vitest'
import type { Api } from '../../portal/api/client.ts'
import { allParts } from '../../portal/audit/all-parts.ts'
import { counted } from '../../portal/home/counted.ts'

test('B15 an export in parts is followed to its end, and joined it is the file', async () => {
  const asked: unknown[] = []
  const parts = ['header\r\n1\r\n', '2\r\n', '3\r\n']
  const api = {
    async GET(_path: string, { params }: { params: { query: Record<string, string> } }) {
      asked.push(params.query)
      const place = Number(params.query['continuation'] ?? 0)
      const next = `<https://else.example/tenants/t/auditEvents/export?api-version=1&actor=a&continuation=${place + 1}>; rel="next"`
      const headers = new Headers(place + 1 < parts.length ? { Link: next } : {})
      return { data: parts[place], response: new Response(null, { headers }) }
    },
  } as unknown as Api
  const told: number[] = []
  const texts = await allParts(api, 't', { actor: 'a' }, (count) => told.push(count))
  expect(texts.join('')).toBe('header\r\n1\r\n2\r\n3\r\n')
  expect(asked).toEqual([
    { actor: 'a' },
    { actor: 'a', continuation: '1' },
    { actor: 'a', continuation: '2' },
  ])
  expect(told).toEqual([1, 2, 3])
})

const pagesOf = (sizes: readonly number[]) => {
  let asked = 0
  const fetchPage = async () => {
    const rows = Array.from({ length: sizes[asked] ?? 0 }, (_, row) => asked * 1_000 + row)
    asked += 1
    return {
      value: rows,
      ...(asked < sizes.length ? { nextLink: 'http://api.example/x?continuation=1' } : {}),
    }
  }
  return { fetchPage, asked: () => asked }
}

test('rows are counted to the end of the list, and no further than the last that is wanted', async () => {
  expect(await counted(pagesOf([3, 2]).fetchPage)).toEqual({ count: 5, more: false })
  const long = pagesOf([3, 3, 3])
  expect(await counted(long.fetchPage, (row) => row < 1_001)).toEqual({ count: 4, more: false })
  expect(long.asked()).toBe(2)
})

test('a list that does not end soon is so many or more', async () => {
  const endless = pagesOf(Array.from({ length: 50 }, () => 200))
  expect(await counted(endless.fetchPage)).toEqual({ count: 1_000, more: true })
  expect(endless.asked()).toBe(5)
})
