import { expect, test } from 'vitest'
import { isolated, isolating } from './isolated.ts'

test.each(['\u202egnirts', '\u2066a', 'a\u2069', '\u200fa', '\u061ca'])(
  '%j says nothing of the words after it',
  (name) => {
    expect(isolated(name)).toMatch(/^[a-z]+$/)
  },
)

test('a name in another direction keeps it, and only for itself', () => {
  expect(isolated('שלום')).toBe('\u2068שלום\u2069')
  const words = isolating({ of: (name: string, count: number) => `${count} of ${name}`, list: ['a'] })
  expect(words.of('\u202eevil', 2)).toBe('2 of evil')
  expect(words.list).toEqual(['a'])
})
