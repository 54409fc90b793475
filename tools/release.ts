import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { openapiDocument } from '#functions/docs/openapi-document.ts'
import { routes } from '#functions/routes.ts'
import { randomIds } from '#infra/ids.ts'
import { besides, portalIn } from '#local/system/portal.ts'
import { root } from './bundle.ts'
import { sectionOf } from './release/changelog.ts'
import { componentsOf } from './release/components.ts'
import { filesIn, strangers } from './release/contents.ts'
import { git } from './release/git.ts'
import { licenceTexts } from './release/licences.ts'
import { refusals } from './release/refusals.ts'
import { sbomOf } from './release/sbom.ts'
import { zipOf } from './release/zip.ts'
import { run } from './run.ts'

/**
 * `npm run release`: what belongs to the version in package.json, into `release/{version}`: the package that is deployed,
 * its source maps, the list of what is in it, the description of its API, its notes, and the check sums of all of
 * them. The same commit gives the same bytes. It tags nothing.
 */
const { name, version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
const standsInTheWay = await refusals(root, version)
if (standsInTheWay.length > 0) {
  console.error(`${version} cannot be released from here.\n- ${standsInTheWay.join('\n- ')}`)
  process.exit(1)
}

const [commit, at] = await Promise.all([
  git(root, 'rev-parse', 'HEAD'),
  git(root, 'show', '--no-patch', '--format=%ct', 'HEAD'),
])
const [dist, distMaps] = [join(root, 'dist'), join(root, 'dist-maps')]
const metafile = await build()
const modulesOfPortal = JSON.parse(
  await readFile(join(portalIn(root).built, besides.modules), 'utf8'),
) as string[]
const components = await componentsOf(metafile, modulesOfPortal, root)
const [built, maps] = await Promise.all([filesIn(dist), filesIn(distMaps)])
const unwanted = strangers(built.keys(), metafile, modulesOfPortal)
if (unwanted.length > 0) throw new Error(`This cannot ship:\n${unwanted.join('\n')}`)
const licences = Buffer.from(await licenceTexts(components, root))
const packed = zipOf(new Map([...built, ['third-party-licences.txt', licences]]))
const sbom = sbomOf(
  {
    name,
    version,
    licence: license,
    commit,
    at: new Date(Number(at) * 1_000).toISOString(),
    sha256: sha256(packed),
    builtWith: { name: 'esbuild', version: (await import('esbuild')).version },
  },
  components,
  randomIds.derive(`${name} ${version} ${commit}`),
)
const openapi = JSON.parse(await openapiDocument('/', routes))
const notes = sectionOf(await readFile(join(root, 'CHANGELOG.md'), 'utf8'), version)
const base = `${name}-${version}`
const files = new Map<string, Uint8Array>([
  [`${base}.zip`, packed],
  [`${base}-source-maps.zip`, zipOf(maps)],
  [`${base}.cdx.json`, text(JSON.stringify(sbom, null, 2))],
  [`${base}-openapi.json`, text(JSON.stringify(openapi, null, 2))],
  [`${base}-notes.md`, text(`# Seatwarden ${version}\n\n${notes}`)],
])
const sums = [...files].map(([file, bytes]) => `${sha256(bytes)}  ${file}`)
files.set('SHA256SUMS', text(sums.join('\n')))

const out = join(root, 'release', version)
await rm(out, { recursive: true, force: true })
await mkdir(out, { recursive: true })
for (const [file, bytes] of files) await writeFile(join(out, file), bytes)
console.log(
  [
    `${version} of ${commit.slice(0, 12)}, with ${components.length} packages of others in it, in ${out}:`,
    ...[...files].map(([file, bytes]) => `  ${file}, ${Math.ceil(bytes.length / 1_024)} KiB`),
    '',
    'When npm test and npm run test:upgrade have passed on this commit:',
    `  git tag --annotate v${version} --message "Seatwarden ${version}" ${commit}`,
    `  git push origin v${version}`,
    'Then keep these files with the tag, and deploy the first of them: docs/operate/upgrade.md.',
  ].join('\n'),
)

async function build(): Promise<Metafile> {
  const folder = await mkdtemp(join(tmpdir(), 'seatwarden-release-'))
  try {
    const file = join(folder, 'metafile.json')
    const ok = await run('build', [
      join(root, 'tools/build.ts'),
      '--out',
      dist,
      '--maps',
      distMaps,
      '--metafile',
      file,
    ])
    if (!ok) process.exit(1)
    return JSON.parse(await readFile(file, 'utf8'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function text(content: string): Uint8Array {
  return Buffer.from(`${content}\n`)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
