import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { besides, ensurePortal, missingForPortal, portalIn } from '#local/system/portal.ts'
import { bundle, root, sizesOf } from './bundle.ts'
import { copyFiles, portalFolder } from './release/copied-files.ts'
import { cleanCommit } from './release/git.ts'
import { lostNames } from './rules/lost-names.ts'

/**
 * `npm run build [-- --out FOLDER]`: the function app as it is deployed, complete in one folder (`dist/`). With
 * `--maps FOLDER` its source maps, to be kept with the release: stack traces are read with them (`npm run stack`);
 * `--metafile FILE` also writes down which files went into which.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'dist') },
    maps: { type: 'string' },
    metafile: { type: 'string' },
  },
})
const out = resolve(values.out)
const maps = values.maps === undefined ? undefined : resolve(values.maps)

for (const folder of [out, maps]) if (folder) await rm(folder, { recursive: true, force: true })
const metafile = await bundle(out, { maps })
const lost = await lostNames(metafile, root)
if (lost.length > 0) throw new Error(lost.join('\n'))
await addManifest()
await copyFiles(out)
const portal = await addPortal()
if (values.metafile !== undefined) await writeFile(values.metafile, JSON.stringify(metafile))
const { atStart, later } = sizesOf(metafile)
console.log(`${out}: ${atStart} at start, ${later} when first needed`)
if (portal) console.log(portal)
if (maps) console.log(`${maps}: its source maps, to be kept with the release`)

/** The runtime looks for the entry here, and for host.json beside it; /health/live tells version and commit. */
async function addManifest(): Promise<void> {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const commit = await cleanCommit(root)
  const manifest = { name, version, ...commit, private: true, type: 'module', main: 'app.js' }
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await cp(join(root, 'host.json'), join(out, 'host.json'))
}

/** What functions/portal/files.ts looks for. Gives why it is not there: whoever has not installed the portal builds the API. */
async function addPortal(): Promise<string | undefined> {
  const missing = missingForPortal()
  if (missing !== undefined) return missing
  const fault = await ensurePortal()
  if (fault !== undefined) throw new Error(fault)
  const notServed: readonly string[] = Object.values(besides)
  const filter = (file: string) => !notServed.includes(basename(file))
  await cp(portalIn(root).built, join(out, portalFolder), { recursive: true, filter })
  return undefined
}
