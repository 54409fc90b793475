import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { promisify } from 'node:util'
import { slashed } from '../rules/files.ts'
import { claimFaults, type Requirements, requirementsPage, type TestTitle } from '../rules/requirements.ts'

export function readRequirements(): Requirements {
  const json = (name: string) => JSON.parse(readFileSync(`docs/${name}.json`, 'utf8'))
  return {
    rows: json('requirements'),
    open: json('requirements-open'),
    informative: json('requirements-informative'),
  }
}

/** The titles of all tests, read from their sources by the test runner. Nothing is run. */
export async function testTitles(): Promise<readonly TestTitle[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'list', '--json'],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const tests: readonly { readonly name: string; readonly file: string }[] = JSON.parse(stdout)
  return tests.map(({ name, file }) => ({ file: slashed(relative(process.cwd(), file)), title: name }))
}

/** For `npm run check`: what is wrong with the titles, or with the page that is committed. */
export async function requirementFaults(): Promise<readonly string[]> {
  const requirements = readRequirements()
  const titles = await testTitles()
  const page = requirementsPage(requirements, titles)
  return [
    ...claimFaults(requirements, titles, (file) => readFileSync(file, 'utf8')),
    ...(readFileSync('docs/requirements.md', 'utf8') === page
      ? []
      : ['docs/requirements.md is not what the titles make it: npm run requirements -- --write']),
  ]
}
