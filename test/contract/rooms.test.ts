import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { brokenImports } from '#tools/rules/import-rules.ts'

/** The rules between the rooms, broken on purpose: a guard that has never failed guards nothing. */

/** A tree that has our rules, and nothing else but what a test plants. */
let tree: string
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'seatwarden-rooms-'))
  for (const file of [
    'package.json',
    'biome.json',
    '.gitignore',
    'tools/rules/no-chance.grit',
    'tools/rules/no-outside-name.grit',
  ]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true })
    cpSync(file, join(tree, file))
  }
  for (const name of ['temporal-polyfill', 'zod', 'vitest']) {
    plant(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    plant(`node_modules/${name}/index.js`, 'export {}')
  }
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

function plant(path: string, content: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), `${content}\n`)
}

/** What is said of a file that imports another one, which is there. */
async function importing(from: string, to: string): Promise<string | undefined> {
  plant(from, `import type { A } from '${to.includes('/') ? `#${to}` : to}'\nexport type B = A`)
  if (to.includes('/')) plant(to, 'export type A = number')
  return brokenImports(tree, [from.split('/')[0] ?? ''])
}

describe('an import that breaks a rule is found, types included:', () => {
  test.each([
    ['core/seats/a.ts', 'infra/settings.ts', 'core imports itself'],
    ['core/seats/a.ts', 'zod', 'core imports itself'],
    ['core/kernel/a.ts', 'core/ports/b.ts', 'What is below knows nothing of what is above: kernel < ports'],
    ['core/catalogue/a.ts', 'core/seats/b.ts', 'What is below knows nothing of what is above'],
    ['core/billing/a.ts', 'core/documents.ts', 'it is above them'],
    [
      'functions/jobs/a.ts',
      'functions/http/b.ts',
      'What is below knows nothing of what is above: jobs < http',
    ],
    ['functions/http/a.ts', 'functions/seats/b.ts', 'What is below knows nothing of what is above'],
    ['functions/policies/a.ts', 'functions/ops/b.ts', 'What is below knows nothing of what is above'],
    ['functions/seats/a.ts', 'functions/jobs.ts', 'above the features'],
    ['functions/ops/a.ts', 'functions/services.ts', 'above the features'],
    ['functions/http/a.ts', 'infra/settings.ts', 'Only app.ts and services.ts know infra'],
    ['test/support/a.ts', 'test/portal/visit.ts', 'The portal is for browsers'],
    ['functions/services.ts', 'local/stand-ins/cosmos/cosmos.ts', 'Production never imports'],
    ['infra/email/a.ts', 'test/support/b.ts', 'Production never imports'],
    ['infra/email/a.ts', 'vitest', 'not in the package that ships'],
    ['infra/email/a.ts', 'infra/documents/b.ts', 'no other adapter'],
    ['infra/email/a.ts', 'functions/http/b.ts', 'no other adapter'],
    ['local/stand-ins/cosmos/a.ts', 'local/stand-ins/service-bus/b.ts', 'knows neither the product'],
    ['local/stand-ins/cosmos/a.ts', 'core/seats/b.ts', 'knows neither the product'],
    ['local/stand-ins/cosmos/wire/a.ts', 'local/system/b.ts', 'knows neither the product'],
    ['local/stand-ins/cosmos/storage/a.ts', 'local/stand-ins/cosmos/sql/b.ts', 'storage < sql < wire'],
    ['local/stand-ins/cosmos/sql/a.ts', 'local/stand-ins/cosmos/wire/b.ts', 'storage < sql < wire'],
    ['local/stand-ins/service-bus/amqp/a.ts', 'local/stand-ins/service-bus/broker/b.ts', 'amqp < broker'],
    ['local/system/a.ts', 'functions/routes.ts', 'reaches the functions by their wire'],
  ])('%s of %s', async (from, to, message) => {
    expect((await importing(from, to))?.replace(/\s+/g, ' ')).toContain(message)
  })

  test('test/http/a.ts of the portal', async () => {
    plant('test/http/a.ts', "import type { A } from '../../portal/api/client.ts'\nexport type B = A")
    plant('portal/api/client.ts', 'export type A = number')
    expect(await brokenImports(tree, ['test'])).toContain('portal-alone')
  })

  test('circles', async () => {
    plant('core/seats/a.ts', "import type { B } from './b.ts'\nexport interface A { b: B }")
    expect(await importing('core/seats/b.ts', 'core/seats/c.ts')).toBeUndefined()
    plant('core/seats/c.ts', "import type { A } from './a.ts'\nexport interface C { a: A }")
    expect(await brokenImports(tree, ['core'])).toContain('no-circles')
  })

  test('files that there are not', async () => {
    plant('core/seats/a.ts', "export const a = () => import('./gone.ts')")
    expect(await brokenImports(tree, ['core'])).toContain('resolvable')
  })
})

test.each([
  ['core/seats/a.ts', 'temporal-polyfill'],
  ['core/seats/a.ts', 'core/kernel/b.ts'],
  ['core/documents.ts', 'core/seats/b.ts'],
  ['functions/ops/a.ts', 'functions/jobs.ts'],
  ['functions/services.ts', 'infra/settings.ts'],
  ['functions/http/a.ts', 'zod'],
  ['infra/email/a.ts', 'infra/settings.ts'],
  ['local/stand-ins/cosmos/wire/a.ts', 'local/stand-ins/cosmos/sql/b.ts'],
  ['local/stand-ins/cosmos/a.ts', 'local/stand-ins/child.ts'],
])('%s may import %s', async (from, to) => {
  expect(await importing(from, to)).toBeUndefined()
})

test.each([
  ['core', 'export const a = Date.now()', 'core has no clock'],
  ['core', 'export const a = Math.random()', 'core has no chance'],
  ...['core', 'functions', 'infra'].map((room) => [
    room,
    'export const a = (page: object, name: string) => page[name]',
    'A name from outside',
  ]),
  ['functions', 'export const a = (all: object, { query }) => all[query.id]', 'A name from outside'],
])('%s says no to %s', (room, content, message) => {
  plant(`${room}/planted.ts`, content)
  const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome')
  const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '.'], {
    cwd: tree,
    encoding: 'utf8',
  })
  expect(stdout + stderr).toContain(message)
})

const folder = join('.tsc', `planted-${process.pid}`)

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['fetch', "export const a = fetch('http://127.0.0.1')", "Cannot find name 'fetch'"],
  ['process', 'export const a = process.env', "Cannot find name 'process'"],
  ['console', "console.log('a')\nexport const a = 1", "Cannot find name 'console'"],
  ['timers', 'export const a = setTimeout(() => {}, 1)', "Cannot find name 'setTimeout'"],
  ['another room', "import '#infra/settings.ts'\nexport const a = 1", 'is not listed within the file list'],
])('core does not compile with %s', (_what, content, message) => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'planted.ts'), content)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { rootDir: '../..', outDir: './out', tsBuildInfoFile: './out/info' },
      files: ['planted.ts'],
    }),
  )
  const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], {
    encoding: 'utf8',
  })
  expect(stdout).toContain(message)
})
