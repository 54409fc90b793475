import { execFile } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Plugin } from 'esbuild'
import { routes } from '#functions/routes.ts'
import { appSettings } from '#local/system/app-settings.ts'
import { missingForPortal } from '#local/system/portal.ts'
import type { Ports } from '#local/system/ports.ts'
import { portNames } from '#local/system/ports.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { startSystem } from '#test/support/clients/system.ts'
import { bundle, root, sizesOf } from '../bundle.ts'
import { newState } from './bench-system.ts'
import { digits, type Figure, median, spread } from './figures.ts'

const execute = promisify(execFile)

/** How long the first minute of a new user is, and what a cold start in the cloud costs. */
export async function measureStarts(runs: number): Promise<Figure[]> {
  return [...(await untilReady(runs)), ...(await loading(runs)), installed()]
}

async function untilReady(runs: number): Promise<Figure[]> {
  const empty: number[] = []
  const present: number[] = []
  for (let run = 0; run < runs; run++) {
    const state = newState()
    for (const seconds of [empty, present]) {
      const startedMs = performance.now()
      const system = await startSystem({ state })
      seconds.push((performance.now() - startedMs) / 1_000)
      await system.stop()
    }
    rmSync(state, { recursive: true, force: true })
  }
  const figure = (what: string, seconds: readonly number[]): Figure => ({
    what,
    ...spread(seconds, digits(1, ' s')),
    target: '≤ 5 s',
    met: median(seconds) <= 5,
  })
  return [
    figure('npm start to ready, state empty (with the demo organisations)', empty),
    figure('npm start to ready, state present', present),
  ]
}

async function loading(runs: number): Promise<Figure[]> {
  const [ours, larger, empty, telemetry] = [newState(), newState(), newState(), newState()]
  const metafile = await bundle(ours)
  await bundle(larger, { plugins: [generatedRoutes(routesOfLarger)] })
  await bundle(empty, { entry: 'tools/bench/empty-function.ts' })
  await bundle(telemetry, { entry: 'tools/bench/telemetry-entry.ts' })
  const kinds = ['cold', 'warm', 'larger', 'empty', 'otlp', 'insights'] as const
  const ms = Object.fromEntries(kinds.map((kind) => [kind, [] as number[]])) as Record<
    (typeof kinds)[number],
    number[]
  >
  const cached = { NODE_COMPILE_CACHE: join(ours, 'compiled') }
  await load(ours, cached)
  for (let run = 0; run < Math.max(runs, 5); run++) {
    ms.cold.push(await load(ours))
    ms.larger.push(await load(larger))
    ms.empty.push(await load(empty))
    ms.warm.push(await load(ours, cached))
    ms.otlp.push(await load(telemetry, {}, 'otlp'))
    ms.insights.push(await load(telemetry, {}, 'insights'))
  }
  for (const folder of [ours, larger, empty, telemetry]) rmSync(folder, { recursive: true, force: true })
  const kibibytes = Number.parseInt(sizesOf(metafile).atStart, 10)
  const within = (what: string, times: readonly number[], most: number): Figure => ({
    what,
    ...spread(times, digits(0, ' ms')),
    target: `≤ ${most} ms`,
    met: median(times) <= most,
  })
  return [
    {
      what: 'Bundle read at a cold start',
      figure: `${kibibytes} KiB`,
      target: '≤ 600 KiB',
      met: kibibytes <= 600,
    },
    within('CPU time of loading the bundle', ms.cold, 35),
    within(`The same with ${routesOfLarger} routes, of which some are generated`, ms.larger, 38),
    { what: 'The same of an app with one empty function', ...spread(ms.empty, digits(0, ' ms')) },
    { what: 'The same of ours with a compile cache that is filled', ...spread(ms.warm, digits(0, ' ms')) },
    {
      what: 'CPU time that the first call takes longer where a collector listens',
      ...spread(ms.otlp, digits(0, ' ms')),
    },
    {
      what: 'The same where Application Insights listens, beside signing in there',
      ...spread(ms.insights, digits(0, ' ms')),
    },
  ]
}

const routesOfLarger = 150

async function load(
  folder: string,
  extra: Readonly<Record<string, string>> = {},
  ...more: readonly string[]
): Promise<number> {
  const nobody = Object.fromEntries(portNames.map((name) => [name, 9])) as Ports
  const { stdout } = await execute(
    process.execPath,
    [join(import.meta.dirname, 'load-cost.ts'), join(folder, 'app.js'), ...more],
    { env: { ...process.env, ...appSettings(nobody), ...extra } },
  )
  return Number(stdout)
}

/** Adds routes to ours, each with a file of its own as a route has: shapes, and a handler that is loaded with it. */
function generatedRoutes(total: number): Plugin {
  const names = Array.from({ length: total - routes.length }, (_, at) => `generated-${at}`)
  const lines = names.map(
    (name) => `  '${name}': ['GET', '/tenants/{t}/${name}/{id}', () => import('${name}.ts')],`,
  )
  const table = `routes.push(...routesOf('bench', {\n${lines.join('\n')}\n}))`
  return {
    name: 'generated-routes',
    setup(build) {
      build.onLoad({ filter: /functions\/routes\.ts$/ }, async ({ path }) => ({
        contents: `import { routesOf } from './http/route-table.ts'\n${await readFile(path, 'utf8')}\n${table}`,
        loader: 'ts',
      }))
      const folder = join(root, 'functions/subscriptions')
      build.onResolve({ filter: /^generated-\d+\.ts$/ }, ({ path }) => ({ path, namespace: 'generated' }))
      build.onLoad({ filter: /./, namespace: 'generated' }, async () => ({
        contents: await readFile(join(folder, 'get.ts'), 'utf8'),
        resolveDir: folder,
        loader: 'ts',
      }))
    },
  }
}

function installed(): Figure {
  const caches = new Set(['.cache', '.vite', '.vite-temp', '.vitest-cache'])
  const isWhole = missingForPortal() === undefined
  const folders = ['node_modules', ...(isWhole ? ['portal/node_modules'] : [])]
  const seen = new Set<number>()
  const bytes = folders.reduce((sum, folder) => sum + sizeOf(join(projectRoot, folder), caches, seen), 0)
  const megabytes = isWhole ? 1_100 : 600
  return {
    what: `Size of node_modules after npm ci${isWhole ? '' : ' --workspaces=false'}`,
    figure: `${Math.round(bytes / 1_000_000)} MB`,
    target: `≤ ${megabytes.toLocaleString('en')} MB`,
    met: bytes <= megabytes * 1_000_000,
  }
}

/** A file that has two names, as the Node that is installed here has, takes its place once. */
function sizeOf(folder: string, without: ReadonlySet<string>, seen: Set<number>): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (without.has(entry.name)) continue
    if (entry.isDirectory()) bytes += sizeOf(path, new Set(), seen)
    else if (entry.isFile()) {
      const { ino, size } = statSync(path)
      if (!seen.has(ino)) bytes += size
      seen.add(ino)
    }
  }
  return bytes
}
