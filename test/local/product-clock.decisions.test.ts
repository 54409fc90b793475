import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { toMilliseconds } from '#core/kernel/time.ts'
import { machineClock, productClock } from '#infra/clock.ts'
import { inWords, movableClock } from '#local/system/product-clock.ts'

const dayMs = 86_400_000
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seatwarden-clock-'))
  file = join(folder, 'clock.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** How far the clock of a process is ahead, in whole minutes. */
function aheadIn({ now } = productClock(file)): number {
  return Math.round((toMilliseconds(now()) - Date.now()) / 60_000) + 0
}

describe('the product’s clock', () => {
  test('is the machine’s where no file is named, and where there is none (B26)', () => {
    expect(productClock(undefined)).toBe(machineClock)
    expect(aheadIn()).toBe(0)
  })

  test('is moved in every process at once, forwards and back again (B26)', () => {
    const processes = [productClock(file), productClock(file)]
    const ahead = () => processes.map(aheadIn)
    const clock = movableClock(file)
    clock.setOffset(400 * dayMs)
    expect(ahead()).toEqual([400 * 24 * 60, 400 * 24 * 60])
    clock.setOffset(500 * dayMs)
    expect(ahead()).toEqual([500 * 24 * 60, 500 * 24 * 60])
    clock.reset()
    expect(ahead()).toEqual([0, 0])
    clock.reset()
    expect(clock.offsetMs()).toBe(0)
  })

  test('sees another file of the same length and time (B26)', () => {
    const clock = movableClock(file)
    const process = productClock(file)
    const at = new Date('2026-01-01')
    for (const days of [100, 200, 300]) {
      clock.setOffset(days * dayMs)
      utimesSync(file, at, at)
      expect(aheadIn(process)).toBe(days * 24 * 60)
    }
  })

  test('goes to a moment, and never back by that (B26)', () => {
    const clock = movableClock(file)
    const then = productClock(undefined).now().replace(/^\d+/, '2099') as ReturnType<typeof clock.now>
    clock.moveTo(then)
    expect(toMilliseconds(clock.now()) - toMilliseconds(then)).toBeLessThan(1_000)
    const offsetMs = clock.offsetMs()
    clock.moveTo(machineClock.now())
    expect(clock.offsetMs()).toBe(offsetMs)
  })

  test.skipIf(process.platform === 'win32')('is its owner’s alone to read (B26)', () => {
    movableClock(file).setOffset(dayMs)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test.each(['', '{', 'null', '[]', '{}', '{"offsetMs":"1"}', '{"offsetMs":1.5}', '{"offsetMs":1e15}'])(
    'names the file that is damaged: %s (B26)',
    (text) => {
      const process = productClock(file)
      process.now()
      writeFileSync(file, text)
      for (let times = 0; times < 2; times += 1)
        expect(() => process.now()).toThrow(`The clock's file ${file} is damaged: expected { "offsetMs":`)
      movableClock(file).reset()
      expect(aheadIn(process)).toBe(0)
    },
  )

  test.each([
    [0, 'the same as'],
    [499, 'the same as'],
    [400 * dayMs, '400 days ahead of'],
    [dayMs + 12 * 3_600_000, '1 day and 12 hours ahead of'],
    [dayMs + 3_600_000 + 60_000 + 1_000, '1 day, 1 hour, 1 minute and 1 second ahead of'],
    [-90_000, '1 minute and 30 seconds behind'],
  ])('an offset of %i ms is said in words (B26)', (offsetMs, words) => {
    expect(inWords(offsetMs)).toBe(words)
  })
})
