import { expect, test } from 'vitest'
import { readWholeOptions } from '#local/system/whole-options.ts'

const defaults = { points: 20, seed: undefined as number | undefined }

test('an option that is not given has its default', () => {
  expect(readWholeOptions(['--seed', '7'], defaults)).toEqual({ points: 20, seed: 7 })
})

test.each(['abc', '1.5', '', '1e3', '99999999999999999999'])('%j is no whole number', (text) => {
  expect(() => readWholeOptions([`--points=${text}`], defaults)).toThrow(
    `Expected a whole number after --points, found "${text}".`,
  )
})

test('an option that nobody knows is named', () => {
  expect(() => readWholeOptions(['--sedes', '3'], defaults)).toThrow("Unknown option '--sedes'")
})
