import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

/** The rules between the rooms, broken on purpose: a guard that has never failed guards nothing. */

/** What Biome says of a file with this content, in a tree that has our rules and nothing else. */
function lint(path: string, content: string): string {
  const tree = mkdtempSync(join(tmpdir(), 'seatwarden-rooms-'))
  try {
    for (const file of ['biome.json', '.gitignore', 'tools/no-chance.grit']) {
      mkdirSync(dirname(join(tree, file)), { recursive: true })
      cpSync(file, join(tree, file))
    }
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), `${content}\n`)
    const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome')
    const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', '.'], {
      cwd: tree,
      encoding: 'utf8',
    })
    return stdout + stderr
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}

test.each([
  [
    'core/planted.ts',
    "import { settings } from '#infra/settings.ts'\nexport const a = settings",
    'core imports itself',
  ],
  ['core/planted.ts', "import * as z from 'zod'\nexport const a = z", 'core imports itself'],
  ['core/planted.ts', 'export const a = Date.now()', 'core has no clock'],
  ['core/planted.ts', 'export const a = Math.random()', 'core has no chance'],
  [
    'functions/http/planted.ts',
    "import { settings } from '#infra/settings.ts'\nexport const a = settings",
    'Only the entry files',
  ],
  [
    'functions/world.ts',
    "import { startCosmos } from '#local/stand-ins/cosmos/cosmos.ts'\nexport const a = startCosmos",
    'Production never imports',
  ],
  [
    'infra/email/planted.ts',
    "import { cosmosConnection } from '../documents/cosmos-connection.ts'\nexport const a = cosmosConnection",
    'no other adapter',
  ],
  [
    'local/stand-ins/cosmos/planted.ts',
    "import { startServiceBus } from '../service-bus/service-bus.ts'\nexport const a = startServiceBus",
    'knows nothing of the product',
  ],
  [
    'local/stand-ins/cosmos/planted.ts',
    "import { planStep } from '#core/seat-job.ts'\nexport const a = planStep",
    'knows nothing of the product',
  ],
  [
    'local/stand-ins/cosmos/wire/planted.ts',
    "import { startServiceBus } from '../../service-bus/service-bus.ts'\nexport const a = startServiceBus",
    'knows nothing of the product',
  ],
  [
    'local/stand-ins/cosmos/storage/planted.ts',
    "import { parse } from '../sql/parse.ts'\nexport const a = parse",
    'Storage is below SQL',
  ],
  [
    'local/stand-ins/cosmos/sql/planted.ts',
    "import { route } from '../wire/routes.ts'\nexport const a = route",
    'nothing of the wire',
  ],
  [
    'local/stand-ins/service-bus/amqp/planted.ts',
    "import { Entity } from '../broker/entity.ts'\nexport const a = Entity",
    'below the broker',
  ],
  [
    'local/system/planted.ts',
    "import { doors } from '#functions/routes.ts'\nexport const a = doors",
    'reaches the functions by their wire',
  ],
])('a breach of the import rules in %s is found', (path, content, message) => {
  expect(lint(path, content)).toContain(message)
})

test('what keeps the rules passes: the calendar and its own files in core, the world in the entry file', () => {
  expect(
    lint('core/planted.ts', "import { Temporal } from 'temporal-polyfill'\nexport const a = Temporal"),
  ).toContain('No fixes applied')
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
