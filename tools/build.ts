import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build, type Metafile } from 'esbuild'
import { lostNames } from './rules/lost-names.ts'

/**
 * `npm run build [-- --out FOLDER]`: the function app as it is deployed, complete in one folder (`dist/`). What is
 * imported lazily ends up in files of its own, so that a cold start reads the entry and what it imports at once.
 */
const root = resolve(import.meta.dirname, '..')
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } })
const out = resolve(values.out)

await rm(out, { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: [join(root, 'functions/app.ts')],
  outdir: out,
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // Names of functions and classes stay, so that a stack trace can be read; the rest is bytes to parse at a cold start.
  minify: true,
  keepNames: true,
  chunkNames: 'chunks/[name]-[hash]',
  // The runtime supplies it; it is in no registry.
  external: ['@azure/functions-core'],
  // Without `require` the library cannot load the runtime's module, and registers nothing, silently.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  // Beside the files, for stack traces; nothing of them is read at a cold start.
  sourcemap: 'linked',
  metafile: true,
  logLevel: 'warning',
})
const lost = await lostNames(metafile, root)
if (lost.length > 0) throw new Error(lost.join('\n'))
await addManifest()
await addDocsPage()
report(metafile)

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

function report({ outputs }: Metafile): void {
  const entry = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === 'functions/app.ts')
  if (entry === undefined) throw new Error('The bundle has no entry.')
  const atStart = new Set([entry])
  for (const file of atStart) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) atStart.add(path)
    }
  }
  const later = Object.keys(outputs).filter((file) => file.endsWith('.js') && !atStart.has(file))
  console.log(`${out}: ${size([...atStart])} at start, ${size(later)} when first needed`)

  function size(files: readonly string[]): string {
    const bytes = files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)
    return `${Math.round(bytes / 1_024)} KiB in ${files.length} files`
  }
}
