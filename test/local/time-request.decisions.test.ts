import { expect, test } from 'vitest'
import type { Instant } from '#core/kernel/time.ts'
import { readTimeRequest } from '#local/system/time-request.ts'

const from = '2028-01-31T10:20:30.456Z' as Instant

function targetOf(...args: string[]): Instant {
  const request = readTimeRequest(args)
  if (request.what !== 'move') throw new Error(request.what)
  return request.target(from)
}

test('without a word the time is shown, and reset puts it back (B26)', () => {
  expect(readTimeRequest([])).toEqual({ what: 'show' })
  expect(readTimeRequest(['reset'])).toEqual({ what: 'reset' })
})

test.each([
  ['+12h', '2028-01-31T22:20:30.456Z'],
  ['+1d', '2028-02-01T10:20:30.456Z'],
  ['+400d', '2029-03-06T10:20:30.456Z'],
  ['+1mo', '2028-02-29T10:20:30.456Z'],
  ['+3mo', '2028-04-30T10:20:30.456Z'],
  ['+1y', '2029-01-31T10:20:30.456Z'],
  ['+10y', '2038-01-31T10:20:30.456Z'],
])('%s moves to %s (B26)', (given, target) => {
  expect(targetOf(given)).toBe(target)
})

test.each(['400d', '+400', '+0d', '+1.5d', '+1w', '+d', 'back', '', '+1D', '+ 1d', '+1d\n'])(
  '"%s" is not understood: what was expected is said (B26)',
  (given) => {
    expect(() => readTimeRequest([given])).toThrow(
      `Expected such as +400d, +12h, +3mo or +1y, or reset; found "${given}".`,
    )
  },
)

test('so is more than one word, going back, and going too far (B26)', () => {
  expect(() => readTimeRequest(['+1d', '+2d'])).toThrow('found "+1d +2d"')
  expect(() => readTimeRequest(['-1d'])).toThrow('The clock moves forward only; reset puts it back.')
  expect(() => readTimeRequest(['+3651d'])).toThrow('Expected at most +3650d at once, found "+3651d".')
})
