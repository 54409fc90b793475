import { expect, test } from 'vitest'
import { idsOf, movedBy, textOfIds } from './order.ts'

test('B05 the order stands in the address, each source once', () => {
  expect(idsOf('b.a.b..c')).toEqual(['b', 'a', 'c'])
  expect(idsOf(undefined)).toEqual([])
  expect(textOfIds(['b', 'a'])).toBe('b.a')
  expect(textOfIds([])).toBeUndefined()
})

test('B05 a source goes one place up or down, and no further than the end', () => {
  expect(movedBy(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
  expect(movedBy(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c'])
  expect(movedBy(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c'])
  expect(movedBy(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c'])
  expect(movedBy(['a'], 'x', 1)).toEqual(['a'])
})
