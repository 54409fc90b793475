import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { Ajv } from 'ajv'
import { afterAll, test as anyTest, beforeAll, expect } from 'vitest'
import { missingForPortal } from '#local/system/portal.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { cleanCommit, git } from '#tools/release/git.ts'
import { anOrganisation, mailsTo, nobody, playOn } from '../support/clients/journey.ts'
import { assign, buy, buyCentrally, ended, move, takeControl } from '../support/clients/journey-verbs.ts'
import { type System, startSystem } from '../support/clients/system.ts'
import { aRepository, commitAll, usePackages } from '../support/repository.ts'

/** `npm run release` in a repository of its own, what it leaves there, and the product that comes out of it. */

// Nothing is released without the portal.
const test = anyTest.skipIf(missingForPortal() !== undefined)
const folder = mkdtempSync(join(tmpdir(), 'seatwarden-release-'))
const root = join(folder, 'repository')
const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string }
const base = `seatwarden-${version}`
const [unpacked, maps] = [join(folder, 'unpacked'), join(folder, 'maps')]
const withinMs = 240_000
let commit: string
let sums: string
let told: string

const run = promisify(execFile)
const release = (where: string, zone = 'UTC') =>
  run(process.execPath, [join(where, 'tools/release.ts')], { env: { ...process.env, TZ: zone } })
const released = (file: string, where = root) => join(where, 'release', version, file)
const sumsOf = (where: string) => readFileSync(released('SHA256SUMS', where), 'utf8')
const changelog = (heading: string) =>
  writeFileSync(
    join(root, 'CHANGELOG.md'),
    `# Changelog\n\n## ${heading}\n\n- It is new.\n\n## 0.0.1\n\n- Before.\n`,
  )

beforeAll(async () => {
  await aRepository(root)
  changelog(`${version} (2026-11-30)`)
  await commitAll(root, 'All of it')
  commit = await git(root, 'rev-parse', 'HEAD')
  told = (await release(root, 'America/New_York')).stdout
  sums = sumsOf(root)
  await unpack(released(`${base}.zip`), unpacked)
  await unpack(released(`${base}-source-maps.zip`), maps)
}, withinMs)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** By a program that has nothing to do with the one that packed it: whichever is there. */
async function unpack(zip: string, into: string): Promise<void> {
  mkdirSync(into)
  const programs: readonly [string, ...string[]][] =
    process.platform === 'win32'
      ? [['tar', '-xf', zip, '-C', into]]
      : [
          ['unzip', '-q', zip, '-d', into],
          ['python3', '-m', 'zipfile', '-e', zip, into],
        ]
  for (const [program, ...args] of programs) {
    const missing = await run(program, args).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return true
        throw error
      },
    )
    if (!missing) return
  }
  throw new Error('To look into a zip this needs unzip or python3.')
}

const filesBelow = (where: string) =>
  readdirSync(where, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(where, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()

test(
  'the same commit gives the same bytes: in another folder, on another day, in another time zone',
  async () => {
    const again = join(folder, 'clone')
    await git(folder, 'clone', '--quiet', root, again)
    usePackages(again)
    await release(again, 'Asia/Kolkata')
    expect(sumsOf(again)).toBe(sums)
  },
  withinMs,
)

test('its check sums are those of its files, and it tells how to tag the commit', () => {
  const files = readdirSync(released('.')).filter((file) => file !== 'SHA256SUMS')
  const sumOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(released(file)))
      .digest('hex')
  expect(sums.trim().split('\n').sort()).toEqual(files.map((file) => `${sumOf(file)}  ${file}`).sort())
  expect(files.sort()).toEqual([
    `${base}-notes.md`,
    `${base}-openapi.json`,
    `${base}-source-maps.zip`,
    `${base}.cdx.json`,
    `${base}.zip`,
  ])
  expect(told).toContain(`git tag --annotate v${version} --message "Seatwarden ${version}" ${commit}`)
})

test('the notes are what the changelog says of it, and the description that of its API', () => {
  expect(readFileSync(released(`${base}-notes.md`), 'utf8')).toBe(`# Seatwarden ${version}\n\n- It is new.\n`)
  const { openapi, paths } = JSON.parse(readFileSync(released(`${base}-openapi.json`), 'utf8'))
  expect([openapi, typeof paths['/tenants/{t}/subscriptions/{id}/moveUsers'].post]).toEqual([
    '3.1.0',
    'object',
  ])
})

test('the package is the build, readable by everybody, without source maps and with all licences', () => {
  const dist = join(root, 'dist')
  const licences = 'third-party-licences.txt'
  const distMaps = join(root, 'dist-maps')
  expect(filesBelow(unpacked)).toEqual([...filesBelow(dist), licences].sort())
  expect(filesBelow(unpacked).filter((file) => file.endsWith('.map'))).toEqual([])
  expect(filesBelow(maps)).toEqual(filesBelow(distMaps))
  for (const [where, built, files] of [
    [unpacked, dist, filesBelow(unpacked).filter((file) => file !== licences)],
    [maps, distMaps, filesBelow(maps)],
  ] as const)
    for (const file of files) {
      expect(readFileSync(join(where, file)).equals(readFileSync(join(built, file))), file).toBe(true)
      if (process.platform !== 'win32') expect(statSync(join(where, file)).mode & 0o444, file).toBe(0o444)
    }
  expect(readFileSync(join(unpacked, licences), 'utf8')).toMatch(/^nodemailer [\d.]+: MIT-0\n\n[\s\S]{500}/m)
})

test('nothing ships that is there for one machine: neither its programs nor its people', () => {
  const sources = sourcesInMaps()
  expect(sources.filter((source) => /^(?:\.\.\/)*(?:local|test|tools)\//.test(source))).toEqual([])
  expect(sources.filter((source) => /(?:^|\/)functions\/take-over\//.test(source)).length).toBeGreaterThan(10)
  const text = filesBelow(unpacked)
    .map((file) => readFileSync(join(unpacked, file), 'latin1'))
    .join('\n')
  expect(text.match(/olga-operator|tok_declined|duinwater|emulatorKey/gi)).toBeNull()
})

interface Sbom {
  readonly metadata: { readonly component: { readonly hashes: readonly { readonly content: string }[] } }
  readonly components: readonly {
    readonly group?: string
    readonly name: string
    readonly version: string
    readonly licenses: readonly { readonly license?: { id?: string }; readonly expression?: string }[]
    readonly 'bom-ref': string
  }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}
const sbom = () => JSON.parse(readFileSync(released(`${base}.cdx.json`), 'utf8')) as Sbom

test('the list of what is in it is CycloneDX, as its makers check it', () => {
  const from = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'))
  const schema = (name: string) =>
    JSON.parse(readFileSync(join(from, `res/schema/${name}.SNAPSHOT.schema.json`), 'utf8'))
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { 'date-time': true, 'iri-reference': true, 'idn-email': true, email: true, uri: true },
  })
  const among = 'http://cyclonedx.org/schema'
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(schema(name), `${among}/${name}.SNAPSHOT.schema.json`)
  const validate = ajv.compile(schema('bom-1.6'))
  expect(validate(sbom()), JSON.stringify(validate.errors)).toBe(true)
  // It would notice.
  const [first, ...others] = sbom().components
  for (const wrong of [{ licenses: [{ license: { id: 'Mine' } }] }, { version: 1 }, { colour: 'red' }])
    expect(validate({ ...sbom(), components: [{ ...first, ...wrong }, ...others] })).toBe(false)
})

test('it lists every package whose code is in the bundle, with a licence, and says who needs it', () => {
  const { components, dependencies, metadata } = sbom()
  const listed = new Set(components.map(({ group, name }) => (group ? `${group}/${name}` : name)))
  // In places of npm: what a package has bundled itself is a part of it.
  const inPackage =
    /^(?:\.\.\/)+(?:.+?\/)?node_modules\/(?:(?:@[^/]+\/)?[^/]+\/node_modules\/)*((?:@[^/]+\/)?[^/]+)/
  const bundled = sourcesInMaps().flatMap((source) => inPackage.exec(source)?.[1] ?? [])
  expect(new Set(bundled).size).toBeGreaterThan(80)
  expect([...new Set(bundled)].filter((name) => !listed.has(name))).toEqual([])
  expect([...listed]).toEqual(expect.arrayContaining(['swagger-ui-dist', '@expo-google-fonts/inter']))
  // So are those of the portal, of which browsers get a part.
  const ofPortal = ['react', 'react-dom', 'scheduler', '@azure/msal-browser', '@fluentui/react-table']
  expect([...listed]).toEqual(expect.arrayContaining(ofPortal))
  // What only makes, tests or plays it is not in it.
  expect(
    [...listed].filter((name) =>
      /^(?:esbuild|vitest|vite|azurite|smtp-server|fflate|oauth2-|axe-core|playwright)/.test(name),
    ),
  ).toEqual([])

  const needs = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]))
  const reached = new Set([`seatwarden@${version}`])
  for (const ref of reached) for (const next of needs.get(ref) ?? []) reached.add(next)
  expect([...needs.keys()].filter((ref) => !reached.has(ref))).toEqual([])
  expect(components.map((one) => one['bom-ref']).filter((ref) => !reached.has(ref))).toEqual([])
  expect(sums).toContain(`${metadata.component.hashes[0]?.content}  ${base}.zip`)
})

function sourcesInMaps(): readonly string[] {
  return filesBelow(maps).flatMap((file) => JSON.parse(readFileSync(join(maps, file), 'utf8')).sources)
}

test(
  'what it has unpacked runs: people buy, get an invoice, are moved and mailed',
  async () => {
    let system: System | undefined
    try {
      system = await startSystem({ dist: unpacked })
      playOn(system.state)
      expect((await nobody.get('/health/live')).body).toEqual({ status: 'ok', version, commit })
      expect((await nobody.get('/docs/swagger-ui-bundle.js')).status).toBe(200)
      expect((await nobody.get('/app/')).text).toContain(`"version":"${version}"`)
      const { globalAdmin, purchaser, members } = await anOrganisation()
      const bought = await buy(purchaser)
      await assign(purchaser, bought, members)
      const { value } = (await purchaser.get<{ value: { id: string }[] }>('invoices')).body
      const invoice = await purchaser.get(`invoices/${value[0]?.id}/document`)
      expect([invoice.status, invoice.text.slice(0, 5)]).toEqual([200, '%PDF-'])
      const source = await takeControl(globalAdmin, bought)
      const moved = await ended(globalAdmin, await move(globalAdmin, source, await buyCentrally(globalAdmin)))
      expect(moved).toMatchObject({ status: 'Succeeded', progress: { succeeded: 4 } })
      await mailsTo(purchaser.address)
    } finally {
      await system?.stop()
    }
  },
  withinMs,
)

test('nothing is released from files that are no commit, twice, or without a word in the changelog', async () => {
  rmSync(released('.'), { recursive: true })
  const refused = async () => {
    const failed = await release(root).catch((error) => error)
    expect([failed.code, existsSync(released('.'))]).toEqual([1, false])
    return String(failed.stderr)
  }
  expect(await cleanCommit(root)).toEqual({ commit })
  await git(root, 'tag', `v${version}`)
  expect(await refused()).toContain(`The tag v${version} is there already`)
  await git(root, 'tag', '--delete', `v${version}`)

  changelog('Unreleased')
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
  writeFileSync(
    join(root, 'package-lock.json'),
    lockfile.replace(`"version": "${version}"`, '"version": "9.9.9"'),
  )
  const reasons = await refused()
  expect(reasons).toMatch(/^ ?M CHANGELOG\.md$/m)
  expect(reasons).toContain(`CHANGELOG.md says nothing of ${version}`)
  expect(reasons).toContain('lists changes as unreleased')
  expect(reasons).toContain('package-lock.json is of another version')

  // Neither does what is built from them say that it is that commit.
  expect(await cleanCommit(root)).toEqual({})
  expect(await cleanCommit(folder)).toEqual({})
  await git(root, 'checkout', '--quiet', '.')
  expect(await cleanCommit(root)).toEqual({ commit })
  // A copy in a folder that the repository ignores is none of its commits.
  expect(await cleanCommit(join(root, 'dist'))).toEqual({})
})
