import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, type Plugin } from 'vite'
import { besides, hashOfPortal, missingForPortal, portalIn } from '#local/system/portal.ts'
import { projectRoot } from '#local/system/state-folder.ts'

/**
 * `npm run portal:build`: the portal as it is served, into `portal/dist`: what Vite makes of its sources, and the same
 * compressed, since nobody compresses while somebody waits. Made beside the one that is there, and put into its place.
 */
const project = resolve(process.argv[2] ?? projectRoot)
const { sources, built } = portalIn(project)
const missing = missingForPortal(project)
if (missing !== undefined) {
  console.error(missing)
  process.exit(1)
}
const hash = hashOfPortal(project)
const out = `${built}-${process.pid}`
try {
  const modules = await bundle(out)
  await compressAll(out)
  await writeFile(join(out, besides.modules), JSON.stringify(modules))
  await writeFile(join(out, besides.sources), hash)
  await putInPlace(out)
  console.log(`${built}: built`)
} catch (error) {
  await rm(out, { recursive: true, force: true })
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** Gives the files of which something is in it. */
async function bundle(outDir: string): Promise<readonly string[]> {
  const modules = new Set<string>()
  const collect: Plugin = {
    name: 'seatwarden-modules',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type === 'asset')
          for (const name of file.originalFileNames) modules.add(resolve(sources, name))
        else
          for (const [name, { renderedLength }] of Object.entries(file.modules))
            if (renderedLength > 0) modules.add(name)
      }
    },
  }
  // Whoever starts this may test: React would be another one.
  process.env['NODE_ENV'] = 'production'
  await build({
    root: sources,
    mode: 'production',
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
    plugins: [collect],
  })
  return [...modules].map((name) => (isAbsolute(name) ? below(name) : name)).sort()
}

/** As it is called in every folder that somebody works in, wherever the packages of that one lie. */
function below(file: string): string {
  const path = relative(project, file).split(sep).join('/')
  return path.startsWith('../') ? path.slice(path.search(/(?:portal\/)?node_modules\//)) : path
}

/** But for pages, which are filled for each environment. */
async function compressAll(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(
      (entry) => entry.isFile() && ['.css', '.js', '.json', '.svg', '.txt'].includes(extname(entry.name)),
    )
    .map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(files.map(compress))
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file)
  // The best would be two in a hundred smaller, and take twice as long.
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY - 1 }
  const forms = [
    ['.br', await promisify(brotliCompress)(content, { params: quality })],
    ['.gz', await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION })],
  ] as const
  for (const [ending, smaller] of forms)
    if (smaller.length < content.length) await writeFile(file + ending, smaller)
}

/** Two at once build the same: the first one's is as good. */
async function putInPlace(folder: string): Promise<void> {
  const before = `${folder}-before`
  await rename(built, before).catch(() => undefined)
  await rename(folder, built).catch(() => rm(folder, { recursive: true, force: true }))
  await rm(before, { recursive: true, force: true })
}
