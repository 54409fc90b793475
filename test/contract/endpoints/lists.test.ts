import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import differences from '#test/endpoints/differences.json' with { type: 'json' }
import { onlyOnStandIns } from '#test/endpoints/only-on-stand-ins.ts'
import { filesLike } from '#tools/rules/files.ts'

/** What is said of the endpoint suites, held to the suites. */
const folders = 'test/contract/{documents,messages,files}'

test('what is run on stand-ins alone is listed, file by file, with the reason', () => {
  const listed = onlyOnStandIns.map(({ file }) => file)
  expect(listed.toSorted()).toEqual(filesLike(`${folders}/*.test.ts`).toSorted())
  for (const { why } of onlyOnStandIns) expect(why).not.toBe('')
})

test('every suite over a port is run against endpoints', () => {
  const suites = filesLike(`${folders}/*suite.ts`).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^export function (\w+)\(name: string, open/gm)].map(
      ([, name]) => name,
    ),
  )
  expect(suites.length).toBeGreaterThan(6)
  const called = filesLike('test/endpoints/*.endpoint.test.ts').map((path) => readFileSync(path, 'utf8'))
  expect(suites.filter((name) => !called.join().includes(`  ${name}('`))).toEqual([])
})

test('every known difference names tests that there are, and stands in docs/endpoints.md with its sources', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'node_modules/vitest/vitest.mjs',
    'list',
    '--project=endpoints',
    '--no-static-parse',
    '--json',
  ])
  const titles = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name.replaceAll(' > ', ' '))
  expect(titles.length).toBeGreaterThan(50)
  const named = differences.flatMap(({ tests }) => tests)
  expect(named.filter((title) => !titles.includes(title))).toEqual([])
  const page = readFileSync('docs/endpoints.md', 'utf8')
  for (const { sources } of differences) {
    expect(sources).not.toEqual([])
    for (const source of sources) expect(page).toContain(source)
  }
})
