import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { filesLike } from '#tools/rules/files.ts'

/** What the documents say of the code, held to the code. */
const pages = ['README.md', ...filesLike('docs/*.md')]
const rooms = ['core', 'functions', 'infra', 'local', 'test', 'tools', 'docs']

/** Made at run time or by whoever works here, so not in the project. */
const notHere = /^(\.local|dist|dist-maps)\/|^local\.settings\.json$/

/** The texts in backticks that name a file or folder: below a room, or by an ending of ours. */
function pathsIn(page: string): string[] {
  const prose = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
  const quoted = [...prose.matchAll(/`#?([^`\n]+)`/g)].map(([, text = '']) => text)
  const drawn =
    readFileSync(page, 'utf8').match(/(?<![\w/])(?:core|functions|infra|local)\/[\w/.-]+\.ts\b/g) ?? []
  const isPath = (text: string) =>
    /^\w[\w./-]*$/.test(text) &&
    (rooms.includes(text.split('/')[0] ?? '') || /\w\.(ts|js|json|md|grit)$/.test(text)) &&
    !notHere.test(text)
  return [...quoted, ...drawn].filter((text) => text !== 'functions' && isPath(text))
}

/** A name without a folder may lie anywhere, as in a sentence about the folder. */
function isThere(path: string): boolean {
  if (path.includes('/') || existsSync(path)) return existsSync(path)
  return filesLike(`{${rooms}}/**/${path}`).length > 0
}

test.each(pages)('every file that %s names is there', (page) => {
  expect(pathsIn(page).filter((path) => !isThere(path))).toEqual([])
})

test('README.md names files enough to find one’s way by', () => {
  expect(new Set(pathsIn('README.md')).size).toBeGreaterThan(30)
})

test.each([...pages, 'CHANGELOG.md', ...filesLike('docs/decisions/*.md')])(
  'every link of %s leads somewhere',
  (page) => {
    const folder = page.split('/').slice(0, -1)
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, to = '']) => to,
    )
    expect(links.filter((to) => !existsSync([...folder, to].join('/')))).toEqual([])
  },
)

test('the table of settings in README.md has exactly what infra/settings.ts reads, and says what must be there', () => {
  const code = readFileSync('infra/settings.ts', 'utf8')
  const read = [...code.matchAll(/\b(?:read|need)\('(\w+)'/g)].map(([, name]) => name)
  const needed = [...code.matchAll(/\bneed\('(\w+)'/g)].map(([, name]) => name)
  const table =
    /\| Setting \|[^\n]*\n\|[ |-]*\n((?:\|.*\n)*)/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? ''
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|'))
  const namesIn = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)
  const listed = rows.flatMap(([, names]) => namesIn(names))
  expect(listed.toSorted()).toEqual(read.toSorted())
  const withDefault = rows
    .filter(([, , , standard]) => standard?.trim())
    .flatMap(([, names]) => namesIn(names))
  expect(needed.filter((name) => withDefault.includes(name))).toEqual([])
})

test('the sample of local settings names settings that there are', () => {
  const code = readFileSync('infra/settings.ts', 'utf8')
  const { Values: values } = JSON.parse(readFileSync('local.settings.sample.json', 'utf8'))
  expect(Object.keys(values).filter((name) => !code.includes(`'${name}'`))).toEqual([])
})

test('the examples of docs/style.md are cut out of the files that they name', () => {
  const style = readFileSync('docs/style.md', 'utf8')
  const examples = [...style.matchAll(/From `([\w./-]+)`:\n\n```ts\n([\s\S]*?)```/g)]
  expect(examples).toHaveLength(style.match(/^```ts$/gm)?.length ?? 0)
  expect(examples.length).toBeGreaterThan(7)
  const others = examples.filter(([, path = '', code = '']) => !readFileSync(path, 'utf8').includes(code))
  expect(others.map(([, path]) => path)).toEqual([])
})

test('the decisions are numbered one after another and have one form', () => {
  const decisions = filesLike('docs/decisions/*.md').toSorted()
  for (const [at, path] of decisions.entries()) {
    const number = String(at + 1).padStart(3, '0')
    expect(path).toMatch(new RegExp(`^docs/decisions/${number}-`))
    expect(readFileSync(path, 'utf8')).toMatch(
      new RegExp(
        `^# ${number}: .+\\n\\n\\*\\*Situation\\.\\*\\* [\\s\\S]+\\n\\n\\*\\*Choice\\.\\*\\* [\\s\\S]+\\n\\n\\*\\*Cost\\.\\*\\* `,
      ),
    )
  }
})
