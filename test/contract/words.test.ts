import { readFileSync } from 'node:fs'
import { parseSync } from '@swc/core'
import { describe, expect, test } from 'vitest'
import { partsOf } from '#tools/rules/prose.ts'
import { wordFaults, wordRules } from '#tools/rules/words.ts'

const wordsIn = (path: string, text: string) => wordFaults(path, text).map(({ word }) => word)

const breaches: readonly (readonly [sentence: string, word: string])[] = [
  ['a mail in the color of the organisation', 'color'],
  ['no other behavior was seen', 'behavior'],
  ['their favorite one', 'favorite'],
  ['who holds a license of it', 'license'],
  ['all their licenses are gone', 'licenses'],
  ['to analyze it', 'analyze'],
  ['one organization and another', 'organization'],
  ['they authorize it', 'authorize'],
  ['it is canceled by then', 'canceled'],
  ['each is labeled', 'labeled'],
  ['the catalog of products', 'catalog'],
  ['in the center of it', 'center'],
  ['they fulfill it', 'fulfill'],
  ['one gray line', 'gray'],
  ['in its defense', 'defense'],
  ['toward the end', 'toward'],
  ['it has gotten longer', 'gotten'],
  ['what he bought', 'he'],
  ['She gives licences', 'She'],
  ['it begins with him there', 'him'],
  ['it names his tenant', 'his'],
  ['with a card of hers', 'hers'],
  ['who decided himself is not asked', 'himself'],
  ['the next nudge is lost', 'nudge'],
  ['it nudges the queue', 'nudges'],
  ['through the door of the operators', 'the door'],
  ['doors of buying', 'doors'],
  ['we pass a world', 'world'],
  ['an entry in the trail', 'trail'],
  ['the purchaser is told once', 'told'],
  ['and tells its purchaser', 'tells'],
  ['it is safe to drop the letter', 'letter'],
]

describe('a word that is not ours is found', () => {
  test.each(breaches)('%s', (sentence, word) => {
    expect(wordsIn('docs/a.md', `# Title\n\n${sentence}\n`)).toEqual([word])
    expect(wordsIn('core/a.ts', `// ${sentence}\nexport const a = 1`)).toEqual([word])
    expect(wordsIn('core/a.ts', `/**\n * ${sentence} */`)).toEqual([word])
    expect(wordsIn('test/a.test.ts', `test('R001 ${sentence}', () => {})`)).toEqual([word])
    expect(wordsIn('core/a.ts', `const text = \`${sentence} \${of(\`\${name}\`)}\``)).toEqual([word])
  })

  test('by every rule', () => {
    const unused = wordRules.filter(
      ({ pattern }) => !breaches.some(([sentence]) => sentence.search(pattern) >= 0),
    )
    expect(unused).toEqual([])
  })

  test('with its line and what to write', () => {
    expect(wordFaults('README.md', 'One.\n\nA nudge.\nWhat he did.')).toEqual([
      { path: 'README.md', line: 3, word: 'nudge', say: 'wake-up message, to wake' },
      { path: 'README.md', line: 4, word: 'he', say: 'they' },
    ])
  })

  test('in a diagram, which is for reading too', () => {
    expect(wordsIn('README.md', '```mermaid\nA->>B: nudge\n```\n')).toEqual(['nudge'])
  })

  test('behind a pattern with quotes in it, and in a text inside a template', () => {
    expect(wordsIn('core/a.ts', 'const a = /[\'"`]/ // what he said')).toEqual(['he'])
    expect(wordsIn('core/a.ts', `const a = \`\${b({ c: 'as he said' })} and he did\``)).toEqual(['he', 'he'])
  })
})

describe('nothing is found in', () => {
  test.each([
    ['core/a.ts', 'const color = { nudge: world, his: license }', 'names in code'],
    ['core/a.ts', "const state = 'Canceled', path = 'licenses', header = 'authorization'", 'values'],
    [
      'core/a.ts',
      '// The state Canceled, the header Authorization and 401 Unauthorized.',
      'names of standards',
    ],
    [
      'core/a.ts',
      '// `license` and /subscriptions/licenses and https://example.com/catalog',
      'names and paths',
    ],
    ['core/a.ts', 'const css = `a { color: red; border-color: red } b { color-scheme: light dark }`', 'CSS'],
    [
      'core/a.ts',
      '// The Microsoft 365 admin center, and a License Administrator.',
      'names of products and roles',
    ],
    [
      'core/a.ts',
      '// The size of a sized prize that is resized; who is licensed; a program.',
      'British words',
    ],
    [
      'core/a.ts',
      '// To license it is to say this, there, then and where: the others hear it.',
      'ordinary words',
    ],
    [
      'core/a.ts',
      '// The audit trail of a dead letter, by its letters; told apart from outdoors.',
      'the field’s words',
    ],
    ['core/mail/words/nl.ts', "const a = 'Besloten door de organisatie, his'", 'Dutch'],
    ['docs/a.md', '```ts\n// what he said\n```\n\nThe `nudge` of others.', 'code in Markdown'],
  ])('%s: %s (%s)', (path, text) => {
    expect(wordFaults(path, text)).toEqual([])
  })
})

test.each([
  'tools/rules/prose.ts',
  'tools/rules/words.ts',
  'functions/http/messages/nl.ts',
  'local/stand-ins/mailbox/page.ts',
  'local/stand-ins/cosmos/sql/tokens.ts',
  'local/stand-ins/functions-host/ncrontab.ts',
])('the texts of %s are those that a compiler finds', (path) => {
  const code = readFileSync(path, 'utf8')
  const texts = [...partsOf(code)].filter(({ kind }) => kind === 'text')
  expect(texts.map(({ start, end }) => code.slice(start, end)).sort()).toEqual(textsByCompiler(code).sort())
})

function textsByCompiler(code: string): string[] {
  const texts: string[] = []
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, raw } = node as { readonly type?: string; readonly raw?: string }
    if (type === 'StringLiteral' && raw) texts.push(raw.slice(1, -1))
    if (type === 'TemplateElement') texts.push(raw ?? '')
    for (const inner of Object.values(node)) look(inner)
  }
  look(parseSync(code, { syntax: 'typescript', target: 'es2024' }).body)
  return texts
}
