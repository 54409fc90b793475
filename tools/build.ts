import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bundle, root, sizesOf } from './bundle.ts'
import { lostNames } from './rules/lost-names.ts'

/**
 * `npm run build [-- --out FOLDER]`: the function app as it is deployed, complete in one folder (`dist/`). With
 * `--maps FOLDER` its source maps, to be kept with the release: stack traces are read with them (`npm run stack`).
 */
const { values } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'dist') }, maps: { type: 'string' } },
})
const out = resolve(values.out)
const maps = values.maps === undefined ? undefined : resolve(values.maps)

for (const folder of [out, maps]) if (folder) await rm(folder, { recursive: true, force: true })
const metafile = await bundle(out, { maps })
const lost = await lostNames(metafile, root)
if (lost.length > 0) throw new Error(lost.join('\n'))
await addManifest()
await addDocsPage()
await addFonts()
const { atStart, later } = sizesOf(metafile)
console.log(`${out}: ${atStart} at start, ${later} when first needed`)
if (maps) console.log(`${maps}: its source maps, to be kept with the release`)

/** The runtime looks for the entry here, and for host.json beside it. */
async function addManifest(): Promise<void> {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const manifest = { name, version, private: true, type: 'module', main: 'app.js' }
  await writeFile(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await cp(join(root, 'host.json'), join(out, 'host.json'))
}

/** The files that functions/docs/assets.ts looks for: not in node_modules, which a remote build empties. */
async function addDocsPage(): Promise<void> {
  const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const to = join(out, 'docs-assets')
  await mkdir(to)
  for (const file of ['LICENSE', 'swagger-ui.css', 'swagger-ui-bundle.js']) {
    await cp(join(from, file), join(to, file))
  }
}

/** The files that functions/billing/document/fonts.ts looks for, with the licence that must go along. */
async function addFonts(): Promise<void> {
  const from = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'))
  const to = join(out, 'fonts')
  await mkdir(to)
  for (const file of [
    'LICENSE_FONT',
    '400Regular/Inter_400Regular.ttf',
    '600SemiBold/Inter_600SemiBold.ttf',
  ]) {
    await cp(join(from, file), join(to, basename(file)))
  }
}
