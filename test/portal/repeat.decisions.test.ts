import { beforeEach, expect, test } from 'vitest'
import { forgetRepeat, repeatOf } from '../../portal/api/repeat.ts'

let kept: Map<string, string>
let storage: Storage
beforeEach(() => {
  kept = new Map()
  storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage
})

const users = (count: number) =>
  Array.from(
    { length: count },
    (_none, place) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
  )
const idOf = (body: unknown) => repeatOf('move', body, storage)['Repeatability-Request-ID']

test('B14 the same call keeps its id until its answer is known, and another one gets another', () => {
  const first = idOf({ userIds: users(3) })
  expect(idOf({ userIds: users(3) })).toBe(first)
  expect(idOf({ userIds: users(4) })).not.toBe(first)
  forgetRepeat('move', { userIds: users(3) }, storage)
  expect(idOf({ userIds: users(3) })).not.toBe(first)
})

test('B14 a call for 20,000 users is told from others, and takes no room for all of them', () => {
  const all = users(20_000)
  const first = idOf({ userIds: all })
  expect(idOf({ userIds: [...all] })).toBe(first)
  const others = [all.toReversed(), all.with(7, all[8] ?? ''), all.slice(1), [...all.slice(1), all[0]]]
  expect(new Set([first, ...others.map((userIds) => idOf({ userIds }))]).size).toBe(5)
  expect(Math.max(...[...kept.keys()].map(({ length }) => length))).toBeLessThan(200)
})
