import { expect, test } from 'vitest'
import type { components } from '../../portal/api/schema.d.ts'
import { picturesOf } from '../../portal/look/pictures/spend-of-months.ts'
import { monthsBetween, scaleOf, stacked } from '../../portal/look/pictures/stack.ts'

type Spend = components['schemas']['Spend']

function spent(month: string, channel: 'selfService' | 'central', amount: number, currency = 'EUR'): Spend {
  const zero = { amount: 0, currency }
  return { month, channel, net: zero, tax: zero, total: { amount, currency } }
}

test('B19 parts of a month stand upon each other, and what came back hangs below zero', () => {
  expect(stacked(['a', 'b', 'c'], { a: 5, b: -2, c: 3 })).toEqual([
    { id: 'a', from: 0, to: 5 },
    { id: 'b', from: 0, to: -2 },
    { id: 'c', from: 5, to: 8 },
  ])
  expect(stacked(['a', 'b'], { b: 0 })).toEqual([])
})

test.each([
  [0, 0, [0]],
  [0, 999_460, [0, 250_000, 500_000, 750_000, 1_000_000]],
  [-130, 240, [-200, -100, 0, 100, 200, 300]],
  [0, 3, [0, 1, 2, 3]],
])('the scale from %i to %i has round steps, zero among them', (least, most, expected) => {
  expect(scaleOf(least, most)).toEqual(expected)
})

test('B19 the picture has twelve months up to this one, also those without an invoice', () => {
  const [picture] = picturesOf(
    [spent('2026-02', 'central', 700), spent('2026-02', 'selfService', 300), spent('2025-03', 'central', 5)],
    new Date('2026-02-14T12:00:00Z'),
  )
  expect(picture?.months).toEqual(monthsBetween('2025-03', '2026-02'))
  expect(picture?.months).toHaveLength(12)
  expect(picture?.spend.get('2026-02')).toEqual({ central: 700, selfService: 300 })
  expect(picture?.total).toBe(1_005)
})

test('B19 where the product’s clock is ahead of the browser’s, its months are shown', () => {
  const [picture] = picturesOf([spent('2027-04', 'central', 1)], new Date('2026-11-22T00:00:00Z'))
  expect([picture?.months[0], picture?.months.at(-1)]).toEqual(['2026-05', '2027-04'])
})

test('B19 sums of two currencies are two pictures, the larger one first', () => {
  const pictures = picturesOf(
    [spent('2026-01', 'central', 10, 'USD'), spent('2026-01', 'central', 20, 'EUR')],
    new Date('2026-01-31T00:00:00Z'),
    { from: '2026-01', to: '2026-01' },
  )
  expect(pictures.map(({ currency, total }) => [currency, total])).toEqual([
    ['EUR', 20],
    ['USD', 10],
  ])
  expect(pictures[0]?.months).toEqual(['2026-01'])
})
