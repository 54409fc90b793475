import { expect, test } from 'vitest'
import { isolated, isolating } from '../../portal/look/isolated.ts'

test('a name does not turn the words after it, and cannot end what keeps it apart', () => {
  expect(isolated('Sanne')).toBe('Sanne')
  expect(isolated('\u202Egnp.exe\u2069')).toBe('gnp.exe')
  expect(isolated('שלום')).toBe('\u2068שלום\u2069')
  expect(isolated('שלום\u2069\u202E')).toBe('\u2068שלום\u2069')
})

test('words of ours isolate whatever text is put into them, and nothing else', () => {
  const words = isolating({
    plain: 'Word',
    deep: { of: (name: string, count: number) => `${count} of ${name}` },
  })
  expect(words.plain).toBe('Word')
  expect(words.deep.of('\u202Eevil', 2)).toBe('2 of evil')
})
