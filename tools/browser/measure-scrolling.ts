import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { projectRoot } from '#local/system/state-folder.ts'
import type { System } from '#test/support/clients/system.ts'
import { digits, type Figure, median, percentile, whole } from '../bench/figures.ts'
import { open, visit } from './visit.ts'

/** One more organisation whose members all hold one subscription; gives what a page of it is reached by. */
export async function seeded(system: System, users: number) {
  const seed = `portal-${users}`
  await promisify(execFile)(process.execPath, ['local/seed.ts', '--users', String(users), '--seed', seed], {
    cwd: projectRoot,
    env: { ...process.env, SEATWARDEN_STATE: system.state },
  })
  const persona = `admin-${seed}`
  const admin = system.ready().personas.find(({ id }) => id === persona)
  if (!admin)
    throw new Error(
      `There is no ${persona} among ${system
        .ready()
        .personas.map(({ id }) => id)
        .join()}.`,
    )
  const { body } = await system
    .as(persona)
    .get<{ value: { id: string; channel: string }[] }>(`/tenants/${admin.tenantId}/subscriptions`)
  const [source, target] = ['selfService', 'central'].map((channel) =>
    body.value.find((one) => one.channel === channel),
  )
  if (!source || !target) throw new Error('The organisation has no subscription to move.')
  return { persona, tenantId: admin.tenantId, source: source.id, target: target.id }
}

const settledMs = 1_500

/** A list of users as long as an organisation: what is in the page, how it scrolls, what it keeps. */
export async function measureScrolling(
  browser: Browser,
  system: System,
  users: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  tell(`Seeding ${whole(users)} users.`)
  const { persona, source } = await seeded(system, users)
  const page = await visit(browser, system.ready(), persona)
  const session = await page.context().newCDPSession(page)
  const heapBytes = async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize
  }
  await open(page, '/app/products')
  const before = await heapBytes()
  await open(page, `/app/subscriptions/${source}?tab=users`)
  await page.locator('[data-scroller] [data-row="0"]').last().waitFor()
  const frames: number[] = []
  let mostRows = 0
  let loaded = 0
  const end = Date.now() + 180_000
  while (loaded < users && Date.now() < end) {
    const seen = await page.evaluate(scrollOn)
    frames.push(...seen.framesMs)
    mostRows = Math.max(mostRows, seen.rows)
    loaded = seen.loaded
  }
  await page.waitForTimeout(settledMs)
  const grown = (await heapBytes()) - before
  await page.context().close()
  const name = `${whole(loaded)} users in a list`
  return [
    {
      what: `${name}: rows in the page at most`,
      figure: whole(mostRows),
      target: '≤ 60',
      met: mostRows <= 60,
    },
    {
      what: `${name}: a frame while scrolling, median of ${whole(frames.length)}`,
      figure: digits(1, ' ms')(median(frames)),
      target: '≤ 17 ms',
      met: median(frames) <= 17.05,
    },
    {
      what: `${name}: the same, p95`,
      figure: digits(1, ' ms')(percentile(frames, 95)),
      target: '≤ 34 ms',
      met: percentile(frames, 95) <= 34,
    },
    {
      what: `${name}: heap more than before`,
      figure: `${whole(grown / 2 ** 20)} MiB`,
      target: '≤ 150 MiB',
      met: grown <= 150 * 2 ** 20,
    },
  ]
}

/** Some twenty frames of scrolling, in the page: to the end of what has been loaded. */
async function scrollOn(): Promise<{ framesMs: number[]; rows: number; loaded: number }> {
  const scrollers = [...document.querySelectorAll<HTMLElement>('[data-scroller]')]
  const scroller = scrollers.at(-1)
  if (!scroller) throw new Error('There is no list.')
  const framesMs: number[] = []
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
  let before = await frame()
  for (let step = 0; step < 20; step++) {
    scroller.scrollTop += 2_000
    const now = await frame()
    framesMs.push(now - before)
    before = now
  }
  const rows = [...scroller.querySelectorAll('[data-row]')]
  const last = Math.max(...rows.map((row) => Number(row.getAttribute('data-row'))))
  return { framesMs, rows: rows.length, loaded: last + 1 }
}
