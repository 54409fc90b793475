import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

export const root = join(import.meta.dirname, '..')

export interface BundleOptions {
  readonly entry?: string
  readonly plugins?: Plugin[]
  /** Where the source maps go, for tools/stack.ts; none are made without it. */
  readonly maps?: string | undefined
}

/**
 * The function app and what it imports, for Node, into one folder. What is imported lazily ends up in files of its own,
 * so that a cold start reads the entry and what it imports at once.
 */
export async function bundle(
  out: string,
  { entry = 'functions/app.ts', plugins = [], maps }: BundleOptions = {},
): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { app: join(root, entry) },
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
    // Kept elsewhere: a new instance fetches what is deployed, of which they would be two thirds.
    sourcemap: maps === undefined ? false : 'external',
    // The release that they are of has them.
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
    plugins,
  })
  for (const file of Object.keys(metafile.outputs)) {
    if (maps && file.endsWith('.map'))
      await keepMap(join(root, file), join(maps, relative(out, join(root, file))))
  }
  return metafile
}

/** The same for every folder that is built to. */
async function keepMap(from: string, to: string): Promise<void> {
  const { sources, ...map } = JSON.parse(await readFile(from, 'utf8')) as { readonly sources: string[] }
  const named = sources.map((source) =>
    source.includes('://')
      ? source
      : relative(root, join(dirname(from), source))
          .split(sep)
          .join('/'),
  )
  await mkdir(dirname(to), { recursive: true })
  await writeFile(to, JSON.stringify({ ...map, sources: named }))
  await rm(from)
}

/** What a cold start reads, and what only a call does. */
export function sizesOf({ outputs }: Metafile): { readonly atStart: string; readonly later: string } {
  const entry = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === 'functions/app.ts')
  if (entry === undefined) throw new Error('The bundle has no entry.')
  const atStart = new Set([entry])
  for (const file of atStart) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) atStart.add(path)
    }
  }
  const later = Object.keys(outputs).filter((file) => file.endsWith('.js') && !atStart.has(file))
  return { atStart: size([...atStart]), later: size(later) }

  function size(files: readonly string[]): string {
    const bytes = files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)
    return `${Math.round(bytes / 1_024)} KiB in ${files.length} files`
  }
}
