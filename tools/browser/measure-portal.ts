import { gzipSync } from 'node:zlib'
import type { Browser, CDPSession, Page } from 'playwright-core'
import type { Ready } from '#local/system/ready-file.ts'
import { launchBrowser } from '#test/support/browser/chromium.ts'
import { startSystem } from '#test/support/clients/system.ts'
import { digits, type Figure, median, percentile, spread, whole } from '../bench/figures.ts'
import { measureMove } from './measure-move.ts'
import { measureScrolling } from './measure-scrolling.ts'
import { open, visit } from './visit.ts'

const admin = 'anna-admin'
const firstPage = '/app/products'
/** What an administrator may open besides. */
const furtherPages = [
  '/app/',
  '/app/licenses',
  '/app/operations',
  '/app/policies',
  '/app/requests',
  '/app/leavers',
  '/app/spend',
  '/app/audit',
  '/app/organization',
  '/app/shop',
  '/app/billing',
]
const KiB = 1_024

/** What the portal costs a browser: how much it loads, how soon it shows, how it scrolls and follows long work. */
export async function measurePortal(
  runs: number,
  users: number,
  tell: (line: string) => void,
): Promise<Figure[]> {
  const system = await startSystem()
  const { browser, used } = await launchBrowser()
  tell(`The browser is ${used}.`)
  try {
    const ready = system.ready()
    return [
      ...(await scripts(browser, ready)),
      ...(await cold(browser, ready, runs)),
      ...(await interactions(browser, ready)),
      ...(await measureScrolling(browser, system, users, tell)),
      ...(await measureMove(browser, system, users)),
    ]
  } finally {
    await browser.close()
    await system.stop()
  }
}

/** Scripts as gzip has them, whatever they travelled as; each once, however often it was asked for. */
async function scripts(browser: Browser, ready: Ready): Promise<Figure[]> {
  const page = await visit(browser, ready, admin)
  const asked = new Set<string>()
  page.on('request', (request) => {
    if (request.url().startsWith(ready.api) && request.resourceType() === 'script') asked.add(request.url())
  })
  const gzipOf = async (address: string) => {
    const content = Buffer.from(await (await fetch(address)).arrayBuffer())
    return gzipSync(content, { level: 9 }).length
  }
  const bytesOf = async (addresses: Iterable<string>) =>
    (await Promise.all([...addresses].map(gzipOf))).reduce((sum, bytes) => sum + bytes, 0)
  await open(page, firstPage)
  await page.waitForLoadState('networkidle')
  const ofFirst = new Set(asked)
  const first = await bytesOf(ofFirst)
  const further: { path: string; bytes: number }[] = []
  for (const path of furtherPages) {
    asked.clear()
    await open(page, path)
    await page.waitForLoadState('networkidle')
    further.push({ path, bytes: await bytesOf(asked.difference(ofFirst)) })
  }
  await page.context().close()
  const largest = further.toSorted((a, b) => b.bytes - a.bytes)[0]
  return [
    {
      what: 'JavaScript of Your products with sign-in, gzip',
      figure: `${whole(first / KiB)} KiB`,
      target: '≤ 330 KiB',
      met: first <= 330 * KiB,
    },
    {
      what: `JavaScript that a further page adds, gzip, the most of ${further.length} (${largest?.path})`,
      figure: `${whole((largest?.bytes ?? 0) / KiB)} KiB`,
      target: '≤ 60 KiB',
      met: (largest?.bytes ?? 0) <= 60 * KiB,
    },
  ]
}

/** A telephone's processor and network, and nothing kept from before but the session. */
async function slowed(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 40,
    downloadThroughput: 10_000_000 / 8,
    uploadThroughput: 10_000_000 / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  return session
}

async function cold(browser: Browser, ready: Ready, runs: number): Promise<Figure[]> {
  const paints: number[] = []
  const rows: number[] = []
  for (let run = 0; run < runs; run++) {
    const page = await visit(browser, ready, admin)
    await open(page, firstPage)
    const session = await slowed(page)
    await session.send('Network.clearBrowserCache')
    await page.addInitScript(watchPaints)
    await page.reload()
    await page.locator('[data-row="0"]').waitFor()
    rows.push(await page.evaluate(() => performance.now()))
    await page.waitForLoadState('networkidle')
    paints.push(await page.evaluate(() => (window as unknown as Watched).largestPaintMs))
    await page.context().close()
  }
  return [
    {
      what: 'Largest contentful paint of Your products: cold cache, processor 4 times slower, 10 Mbit/s, 40 ms',
      ...spread(paints, digits(0, ' ms')),
      target: '≤ 1,800 ms',
      met: median(paints) <= 1_800,
    },
    {
      what: 'First rows of it, the same way',
      ...spread(rows, digits(0, ' ms')),
      target: '≤ 2,500 ms',
      met: median(rows) <= 2_500,
    },
  ]
}

interface Watched {
  largestPaintMs: number
  interactionsMs: number[]
}

function watchPaints(): void {
  const watched = window as unknown as Watched
  watched.largestPaintMs = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.largestPaintMs = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
}

function watchInteractions(): void {
  const watched = window as unknown as Watched
  watched.interactionsMs = []
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
      if (entry.interactionId) watched.interactionsMs.push(entry.duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
}

/** From the key or click to the next picture, as the browser counts it; below 16 ms it counts none. */
async function interactions(browser: Browser, ready: Ready): Promise<Figure[]> {
  const page = await visit(browser, ready, admin)
  await page.addInitScript(watchInteractions)
  await open(page, firstPage)
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  for (let round = 0; round < 3; round++) {
    await page.locator('[role="columnheader"]', { hasText: 'Purchaser' }).getByRole('button').click()
    await page.locator('[role="columnheader"]', { hasText: 'Product' }).getByRole('button').click()
    await page.getByRole('searchbox').fill('')
    await page.getByRole('searchbox').pressSequentially('visio', { delay: 60 })
    await page.getByRole('searchbox').fill('')
    await page.locator('[data-row="0"]').focus()
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'Enter']) await page.keyboard.press(key)
    await page.waitForTimeout(300)
    await page.goBack()
    await page.locator('[data-row="0"]').waitFor()
  }
  const took = await page.evaluate(() => (window as unknown as Watched).interactionsMs)
  await page.context().close()
  if (took.length === 0) throw new Error('The browser has counted no interaction.')
  const p75 = percentile(took, 75)
  return [
    {
      what: `Interactions on it, processor 4 times slower, p75 of ${took.length}`,
      figure: `${whole(p75)} ms`,
      target: '≤ 200 ms',
      met: p75 <= 200,
    },
  ]
}
