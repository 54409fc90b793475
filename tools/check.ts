import { readFileSync } from 'node:fs'
import { openapiDocument } from '#functions/docs/openapi-document.ts'
import { routes } from '#functions/routes.ts'
import { readSettings } from '#infra/settings.ts'
import { missingForPortal } from '#local/system/portal.ts'
import { requirementFaults } from './requirements/sources.ts'
import { styleFaults } from './rules/api-style.ts'
import { infrastructureFaults, readFacts, readProject } from './rules/bicep/infrastructure.ts'
import { settingsRead } from './rules/bicep/setting-faults.ts'
import { filesLike } from './rules/files.ts'
import { brokenImports } from './rules/import-rules.ts'
import { portalImportFaults } from './rules/portal-imports.ts'
import { wordFaults } from './rules/words.ts'
import { run } from './run.ts'

const rooms = ['core', 'infra', 'functions', 'local', 'test', 'tools']
/** They need the browser that comes with the packages of the portal. */
const drivesPortal = ['test/portal', 'test/support/browser', 'tools/browser']

/**
 * `npm run check`: types by the compiler, lint and format by Biome, who may import whom by dependency-cruiser, what the
 * OpenAPI document must look like, which words are ours, which row of the requirements each test names, and what is
 * deployed to Azure.
 */
const results = [
  ...(await types()),
  await run('lint and format', ['node_modules/@biomejs/biome/bin/biome', 'check', '.']),
  await imports(),
  await apiStyle(),
  words(),
  await requirements(),
  await infrastructure(),
]

process.exit(results.every((ok) => ok) ? 0 : 1)

/** Where the packages of the portal are left out, so are its types, and those of what drives it in a browser. */
async function types(): Promise<boolean[]> {
  const tsc = 'node_modules/typescript/bin/tsc'
  const lack = missingForPortal()
  if (lack !== undefined) {
    console.log(lack)
    return [
      await run('types without those of the portal', [
        tsc,
        '-b',
        ...rooms.filter((room) => room !== 'tools'),
      ]),
    ]
  }
  return [await run('types', [tsc, '-b']), await run('types of the portal', [tsc, '-p', 'portal'])]
}

async function imports(): Promise<boolean> {
  const leftOut = missingForPortal() === undefined ? [] : drivesPortal
  const broken = await brokenImports(process.cwd(), rooms, leftOut)
  const ofPortal = filesLike('portal/*/**/*.{ts,tsx}').filter((path) => !path.includes('node_modules'))
  const faults = portalImportFaults(new Map(ofPortal.map((path) => [path, readFileSync(path, 'utf8')])))
  for (const fault of faults) console.log(fault)
  console.log(broken ?? (faults.length > 0 ? 'imports: failed' : 'imports: clean'))
  return broken === undefined && faults.length === 0
}

async function apiStyle(): Promise<boolean> {
  const document = JSON.parse(await openapiDocument('http://localhost', routes))
  const faults = styleFaults(document)
  for (const { rule, where, what } of faults) console.log(`${rule}: ${where}: ${what}`)
  console.log(`style of the API: ${faults.length === 0 ? 'clean' : 'failed'}`)
  return faults.length === 0
}

function words(): boolean {
  const files = filesLike([
    `{${rooms},docs}/**/*.{ts,md}`,
    'portal/*.{ts,tsx}',
    'portal/!(node_modules|dist)/**/*.{ts,tsx}',
    '*.{ts,md}',
  ])
  const faults = files.flatMap((path) => wordFaults(path, readFileSync(path, 'utf8')))
  for (const { path, line, word, say } of faults) console.log(`${path}:${line}: "${word}": write ${say}`)
  console.log(`words: ${faults.length === 0 ? 'clean' : 'failed'}`)
  return faults.length === 0
}

async function requirements(): Promise<boolean> {
  const faults = await requirementFaults()
  for (const fault of faults) console.log(fault)
  console.log(`requirements: ${faults.length === 0 ? 'clean' : 'failed'}`)
  return faults.length === 0
}

async function infrastructure(): Promise<boolean> {
  const faults = infrastructureFaults(await readProject('.'), readFacts('.', settingsRead(readSettings)))
  for (const { path, line, what } of faults) console.log(`${path}:${line}: ${what}`)
  console.log(`infrastructure: ${faults.length === 0 ? 'clean' : 'failed'}`)
  return faults.length === 0
}
