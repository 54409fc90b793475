import { expect, test } from 'vitest'
import { ownValue } from '#core/kernel/own-value.ts'

test('what an object holds itself is found, and nothing that it inherits', () => {
  const object: Readonly<Record<string, number>> = { NL: 21 }
  expect(ownValue(object, 'NL')).toBe(21)
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'DE'])
    expect(ownValue(object, name)).toBeUndefined()
})
