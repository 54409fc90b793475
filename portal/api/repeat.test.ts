import { expect, test } from 'vitest'
import { forgetEverything, forgetRepeat, repeatOf } from './repeat.ts'

const idIn = (storage: Storage, action = 'assign:1', body: unknown = { userIds: ['a'] }) =>
  repeatOf(action, body, storage)['Repeatability-Request-ID']

test('the same action is the same request until its answer is known, over a reload too', () => {
  const tab = storageOf()
  const first = idIn(tab)
  expect(idIn(storageOf(tab.kept))).toBe(first)
  forgetRepeat('assign:1', { userIds: ['a'] }, tab)
  expect(idIn(tab)).not.toBe(first)
})

test('another tab, body or action is another request', () => {
  const tab = storageOf()
  const ids = [
    idIn(tab),
    idIn(storageOf()),
    idIn(tab, 'assign:1', { userIds: ['b'] }),
    idIn(tab, 'assign:1', null),
    idIn(tab, 'assign:2'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
})

test.each([
  [
    'refuses',
    (): string => {
      throw new DOMException('Denied', 'SecurityError')
    },
  ],
  [
    'is full',
    (): string => {
      throw new DOMException('Full', 'QuotaExceededError')
    },
  ],
])('where the storage %s, the page itself remembers', (_, fails) => {
  const tab = { ...storageOf(), setItem: fails, getItem: fails, removeItem: fails } as unknown as Storage
  const first = idIn(tab, 'pay:1')
  expect(idIn(tab, 'pay:1')).toBe(first)
  forgetRepeat('pay:1', { userIds: ['a'] }, tab)
  expect(idIn(tab, 'pay:1')).not.toBe(first)
})

test.each(['', 'null', '{', '{"Repeatability-Request-ID":7}'])(
  'what is kept as %j counts for nothing',
  (text) => {
    const tab = storageOf()
    idIn(tab)
    for (const key of tab.kept.keys()) tab.kept.set(key, text)
    expect(idIn(tab)).toMatch(/^[0-9a-f-]{36}$/)
  },
)

test('somebody else in the same tab goes on with nothing of the one before', () => {
  const tab = storageOf()
  tab.setItem('msal.1', 'token')
  tab.setItem('lasting:buy:1', '{}')
  const first = idIn(tab)
  forgetEverything(tab)
  expect([...tab.kept.keys()]).toEqual(['msal.1'])
  expect(idIn(tab)).not.toBe(first)
})

function storageOf(kept = new Map<string, string>()): Storage & { readonly kept: Map<string, string> } {
  return {
    kept,
    get length() {
      return kept.size
    },
    key: (place) => [...kept.keys()][place] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}
