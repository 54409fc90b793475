import { describe, expect, test } from 'vitest'
import { possible } from '#tools/rules/bicep/evaluate.ts'
import { projectOf } from '#tools/rules/bicep/infrastructure.ts'
import { type Possible, scopeOf, type Thing } from '#tools/rules/bicep/scope.ts'
import { settingsRead } from '#tools/rules/bicep/setting-faults.ts'
import { parseYaml } from '#tools/rules/bicep/yaml.ts'

const around = `
param yes bool
param text string
@allowed(['S', 'M'])
param size string
param levels 1 | 2
param things { name: string, count: int? }[]
param maybe string?
type thing = { name: 'a' | 'b', *: string }
param one thing
var people = [{ name: 'Ann', tags: { a: 1 } }, { name: 'Bob', tags: { b: 2 } }]
var flat = { a: 1, b: { c: [1, 2] } }
var list = loadJsonContent('list.json')
func shout(what string) string => toUpper(what)
`
const json = '{ "items": [{ "id": "x" }, { "id": "y" }], "deep": { "er": true } }'

/** What an expression can be: one value, or all that it can be. */
async function read(expression: string): Promise<unknown> {
  const texts = new Map([
    ['infra/a.bicep', `${around}var it = ${expression}\n`],
    ['infra/list.json', json],
  ])
  const project = await projectOf(texts, (path) => texts.has(path))
  const file = project.files.get('infra/a.bicep')
  expect(file?.faults).toEqual([])
  const value = file?.vars.find(({ name }) => name === 'it')?.value
  return file && value && plain({ value, scope: scopeOf(project, file) })
}

function plain(thing: Thing): unknown {
  const all = possible(thing).map(plainOf)
  return all.length === 1 ? all[0] : { oneOf: all }
}

function plainOf(one: Possible): unknown {
  if (one.kind === 'literal') return one.value
  if (one.kind === 'array') return one.items.map(plain)
  if (one.kind === 'missing') return `no ${one.name}`
  if (one.kind === 'computed') return `any ${one.as}`
  const entries = one.entries.map(({ key, thing, always }) => [always ? key : `${key}?`, plain(thing)])
  return { ...Object.fromEntries(entries), ...(one.more ? { more: true } : {}) }
}

describe('an expression is read as Bicep means it:', () => {
  test.each<readonly [expression: string, value: unknown]>([
    ['yes ? flat.a : flat.b.c', { oneOf: [1, [1, 2]] }],
    ["yes ? 'a' : levels == 1 ? 'b' : 'c'", { oneOf: ['a', 'b', 'c'] }],
    ["yes ? 'a' : flat.b.c == 1 ? 'b' : 'c'", { oneOf: ['a', 'b', 'c'] }],
    ['maybe ?? flat.a', { oneOf: ['any text', 1] }],
    ['yes\n  ? 1\n  : 2', { oneOf: [1, 2] }],
    ['!yes && flat.b.c[0] == 1', 'any bool'],
    ['flat.a + flat.b.c[1]', 'any int'],
    ['(yes ? people : people)[0].name', { oneOf: ['Ann', 'Ann'] }],
    ['[flat.b.c[0] == 1]', ['any bool']],
    ['[people[0], people[1].name]', [{ name: 'Ann', tags: { a: 1 } }, 'Bob']],
    ['map(people, person => person.name)', ['Ann', 'Bob']],
    [
      'map(people, (person, at) => { who: person.name, at: at })',
      [
        { who: 'Ann', at: 'any any' },
        { who: 'Bob', at: 'any any' },
      ],
    ],
    [
      "map(people, person => person.name == 'Ann' ? person.tags.?a : 'none')",
      [{ oneOf: [1, 'none'] }, { oneOf: [null, 'none'] }],
    ],
    [
      "filter(people, person => person.name != 'Ann' && !yes)",
      [
        { name: 'Ann', tags: { a: 1 } },
        { name: 'Bob', tags: { b: 2 } },
      ],
    ],
    ['[for person in people: person.name]', ['Ann', 'Bob']],
    [
      '[for (person, at) in people: { who: person.name, at: at }]',
      [
        { who: 'Ann', at: 'any any' },
        { who: 'Bob', at: 'any any' },
      ],
    ],
    ['[for thing in things: thing.name]', ['any text']],
    ['[for n in []: n]', ['any any']],
    ['flatten([[1], [2]])', [1, 2]],
    ['concat([1], yes ? [2] : [])', [1, 2]],
    ["concat('a', text)", 'any text'],
    ['union(flat, { a: 2, d: 3 })', { a: 2, b: { c: [1, 2] }, d: 3 }],
    ['union(flat, yes ? { d: 3 } : {})', { a: 1, b: { c: [1, 2] }, 'd?': 3 }],
    ['union(yes ? { a: 1 } : { a: 2 }, { b: 1 })', { a: 2, b: 1 }],
    ['{\n  ...flat\n  a: 5\n}', { a: 5, b: { c: [1, 2] } }],
    [`{ '\${text}': 1 }`, { more: true }],
    ["{ 'a-b': 1 }", { 'a-b': 1 }],
    ['flat.c', 'no c'],
    ['flat.?c', null],
    ["flat['b']", { c: [1, 2] }],
    ["flat['d']", 'no "d"'],
    ['list.items[0].id', 'x'],
    ['[for item in list.items: item.id]', ['x', 'y']],
    ["loadJsonContent('list.json', 'deep.er')", true],
    ["loadJsonContent('list.json', '$.items[1].id')", 'y'],
    ['size', { oneOf: ['S', 'M'] }],
    ['levels', { oneOf: [1, 2] }],
    ['things', [{ name: 'any text', 'count?': { oneOf: ['any int', null] } }]],
    ['one', { name: { oneOf: ['a', 'b'] }, more: true }],
    ['shout(text)', 'any text'],
    [`'it\\'s \\\${text} \\u{e9}\\n'`, `it's \${text} é\n`],
    [`'\${text} \${text}'`, 'any text'],
    [`'''\none \${text}\\n\n'two' '''`, `one \${text}\\n\n'two' `],
    ["''", ''],
    ['-5', -5],
    ['null', null],
    ['az.subscription().tenantId', 'any any'],
    ['sys.empty(text)', 'any bool'],
    ['toObject(people, person => person.name)', 'any object'],
  ])('%s', async (expression, value) => {
    expect(await read(expression)).toEqual(value)
  })
})

describe('the settings that are read are found', () => {
  type Environment = Readonly<Record<string, string | undefined>>
  const own = (environment: Environment, name: string) =>
    Object.hasOwn(environment, name) ? environment[name] : undefined

  test.each<readonly [string, (environment: Environment) => unknown, readonly string[]]>([
    ['when none is needed', (environment) => environment['A'], ['A']],
    ['when they are asked for by hasOwn', (environment) => own(environment, 'A'), ['A']],
    [
      'when one is only read if another is set',
      (environment) => environment['A'] && environment['B'],
      ['A', 'B'],
    ],
    [
      'when one is only read if another is not',
      (environment) => environment['A'] ?? environment['B'],
      ['A', 'B'],
    ],
    [
      'when one is only read if another is of some form',
      (environment) => environment['A']?.startsWith('https:') && environment['B'],
      ['A', 'B'],
    ],
    [
      'when a missing one throws',
      (environment) => {
        if (!environment['A']) throw new Error('A is missing.')
        return environment['B']
      },
      ['A', 'B'],
    ],
  ])('%s', (_, read, names) => {
    expect(settingsRead(read)).toEqual(names)
  })

  test('but not when all are listed: nobody could tell then', () => {
    expect(() => settingsRead((environment) => Object.entries(environment))).toThrow('by name')
    expect(() => settingsRead((environment) => ({ ...environment }))).toThrow('by name')
  })
})

describe('YAML', () => {
  test('is read where it is plain', () => {
    const text = "# top\na: 1 # one\nb:\n  c: 'it''s'\n  d: \"x: y\"\ne:\n  - f\n  - g: h\n    i: j\nk:\n"
    expect(parseYaml(text)).toEqual({
      a: '1',
      b: { c: "it's", d: 'x: y' },
      e: ['f', { g: 'h', i: 'j' }],
      k: '',
    })
  })

  test.each([
    ['a: |\n  b', 'a block of text'],
    ['a: &b c', 'an anchor'],
    ['a: [b]', 'brackets'],
    ['a: b: c', 'a second colon'],
    ['a: b\n   c: d', 'too much indentation'],
    ['  a: b\nc: d', 'too little'],
    ['\ta: b', 'a tab'],
    ['just text', 'no name'],
  ])('%j is refused: %s', (text) => {
    expect(() => parseYaml(text)).toThrow()
  })
})
