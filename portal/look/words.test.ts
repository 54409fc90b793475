/// <reference types="vite/client" />
import { describe, expect, test } from 'vitest'
import { longer } from './pseudo.ts'

type Words = { readonly [key: string]: unknown }
type Loaded = Readonly<Record<string, { readonly en?: Words; readonly nl?: Words }>>

const english = import.meta.glob('../**/words*.en.ts', { eager: true }) as Loaded
const dutch = import.meta.glob('../**/words*.nl.ts', { eager: true }) as Loaded

/** Each text by its path; of a function what it makes of one, of several, and of a name. */
function textsOf(words: unknown, path = ''): [string, string][] {
  if (typeof words === 'string') return [[path, words]]
  if (typeof words === 'function')
    return samples.flatMap((sample) => {
      const made = attempt(() => words(...sample))
      return made === undefined ? [] : textsOf(made, `${path}(${JSON.stringify(sample[0])})`)
    })
  if (typeof words !== 'object' || words === null) return []
  return Object.entries(words).flatMap(([key, value]) => textsOf(value, `${path}.${key}`))
}

const samples: readonly (readonly unknown[])[] = [
  [0, 0, 0, 0],
  [1, 1, 1, 1],
  [7, 7, 7, 7],
  ['1', '1', '1', '1'],
  ['Ada', 'Ada', 'Ada', 'Ada'],
]

function attempt<Made>(make: () => Made): Made | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}

const shapeOf = (words: unknown, path = ''): string[] =>
  typeof words === 'object' && words !== null
    ? Object.entries(words).flatMap(([key, value]) => shapeOf(value, `${path}.${key}`))
    : [`${path}: ${typeof words}`]

describe.each(Object.keys(english))('%s', (file) => {
  const en = english[file]?.en
  const nl = dutch[file.replace('.en.ts', '.nl.ts')]?.nl

  test('both languages have the same keys', () => {
    expect(en).toBeDefined()
    expect(shapeOf(nl).toSorted()).toEqual(shapeOf(en).toSorted())
  })

  test('every text says something, and functions say it of whatever they are given', () => {
    for (const words of [en, nl])
      for (const [path, text] of textsOf(words)) {
        expect(text, path).toBe(text.trim())
        expect(text, path).not.toMatch(/^$|undefined|\[object|null/)
      }
  })

  test('Dutch says “u”, and leaves no sentence in English', () => {
    const ofEnglish = new Map(textsOf(en))
    for (const [path, text] of textsOf(nl)) {
      expect(text, path).not.toMatch(/\b(?:je|jij|jou|jouw|jullie)\b/i)
      if (text.split(' ').length > 3) expect(text, path).not.toBe(ofEnglish.get(path))
    }
  })
})

/** The words that every page has, given as numbers; what a feature counts it may never have one of. */
const ofEveryPage = Object.keys(english).filter((file) => /^\.\/|shell/.test(file))
test.each(ofEveryPage)('%s: one is one', (file) => {
  const plural =
    /(?<!(?:of|van|first|eerste) )\b1 (?:licen[cs]es|rows|users|people|subscriptions|operations|others|licenties|rijen|gebruikers|mensen|abonnementen|bewerkingen|anderen)\b/
  for (const words of [english[file]?.en, dutch[file.replace('.en.ts', '.nl.ts')]?.nl])
    for (const [path, text] of textsOf(words))
      if (path.endsWith('(1)')) expect(text, path).not.toMatch(plural)
})

test('the pseudo-language marks every word of ours and makes it longer', () => {
  const words = { a: 'Save', b: { c: (name: string) => `Move ${name}` }, d: ['x'] }
  const marked = longer(words)
  expect(marked.a).toBe('[Save~~]')
  expect(marked.b.c('Ada')).toBe('[Move Ada~~~~]')
  expect(marked.d).toEqual(['[x~]'])
})
