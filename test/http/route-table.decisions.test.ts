import { expect, test } from 'vitest'
import { pages, routes } from '#functions/routes.ts'

const isParameter = (part: string): boolean => part.startsWith('{')

/** Whether some path could be meant by both. */
function overlap(one: string, other: string): boolean {
  const parts = other.split('/')
  return (
    one.split('/').length === parts.length &&
    one.split('/').every((part, at) => {
      const beside = parts[at] ?? ''
      return isParameter(part) || isParameter(beside) || part.toLowerCase() === beside.toLowerCase()
    })
  )
}

/** The functions host tries routes in the order of their names, with no precedence for what is literal. */
test('no path is meant by two routes of one method', () => {
  const pairs = routes.flatMap((one, at) => routes.slice(at + 1).map((other) => [one, other] as const))
  const both = pairs.filter(([one, other]) => one.method === other.method && overlap(one.path, other.path))
  expect(both.map(([one, other]) => `${one.method} ${one.path} and ${other.path}`)).toEqual([])
  expect(overlap('/ops/{id}', '/ops/mail')).toBe(true)
})

test('no page takes the place of a route', () => {
  const firstOf = ({ path }: { readonly path: string }) => path.split('/')[1] ?? ''
  const taken = new Set(pages.map(firstOf))
  expect(taken).toEqual(new Set(['app', '']))
  expect(routes.map(firstOf).filter((first) => taken.has(first) || isParameter(first))).toEqual([])
})

test('no two routes have one name', () => {
  const names = [...routes, ...pages].map(({ name }) => name.toLowerCase())
  expect(new Set(names).size).toBe(names.length)
})
