import { execFile } from 'node:child_process'
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { appSettings } from '#local/system/app-settings.ts'
import type { Ports } from '#local/system/ports.ts'
import { portNames } from '#local/system/ports.ts'
import { projectRoot } from '#local/system/state-folder.ts'
import { startSystem } from '#test/support/clients/system.ts'
import { newState } from './bench-system.ts'
import { digits, type Figure, median, spread } from './figures.ts'

const execute = promisify(execFile)

/** How long the first minute of a new user is, and what a cold start in the cloud costs. */
export async function measureStarts(runs: number): Promise<Figure[]> {
  return [...(await untilReady(runs)), ...(await bundle(runs)), installed()]
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

async function bundle(runs: number): Promise<Figure[]> {
  const out = newState()
  const { stdout } = await execute(process.execPath, [join(projectRoot, 'tools/build.ts'), '--out', out])
  const kibibytes = Number(/(\d+) KiB in \d+ files at start/.exec(stdout)?.[1])
  const nobody = Object.fromEntries(portNames.map((name) => [name, 9])) as Ports
  const environment = { ...process.env, ...appSettings(nobody) }
  const load = async (extra: Readonly<Record<string, string>>) => {
    const { stdout } = await execute(
      process.execPath,
      [join(import.meta.dirname, 'load-cost.ts'), join(out, 'app.js')],
      { env: { ...environment, ...extra } },
    )
    return Number(stdout)
  }
  const cached = { NODE_COMPILE_CACHE: join(out, 'compiled') }
  await load(cached)
  const cold: number[] = []
  const warm: number[] = []
  for (let run = 0; run < Math.max(runs, 5); run++) {
    cold.push(await load({}))
    warm.push(await load(cached))
  }
  rmSync(out, { recursive: true, force: true })
  return [
    {
      what: 'Bundle read at a cold start, client libraries not among it',
      figure: `${kibibytes} KiB`,
      target: '≤ 600 KiB',
      met: kibibytes <= 600,
    },
    {
      what: 'CPU time of loading the bundle',
      ...spread(cold, digits(0, ' ms')),
      target: '≤ 35 ms',
      met: median(cold) <= 35,
    },
    { what: 'The same with a compile cache that is filled', ...spread(warm, digits(0, ' ms')) },
  ]
}

function installed(): Figure {
  const caches = new Set(['.cache', '.vite', '.vite-temp', '.vitest-cache'])
  const bytes = sizeOf(join(projectRoot, 'node_modules'), caches, new Set())
  return {
    what: 'Size of node_modules after npm ci',
    figure: `${Math.round(bytes / 1_000_000)} MB`,
    target: '≤ 600 MB',
    met: bytes <= 600_000_000,
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
