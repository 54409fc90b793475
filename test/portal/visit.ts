import type { Browser, BrowserContext, Page } from 'playwright-core'
import { beforeAll, expect, onTestFinished } from 'vitest'
import { launchBrowser } from '#test/support/browser/chromium.ts'
import { haveSignedIn } from '#test/support/browser/have-signed-in.ts'

export type VisitOptions = {
  /** Where the portal is served: its origin. */
  readonly portal: string
  /** The local sign-in's origin. */
  readonly signIn: string
  /** Other origins that the portal may ask: that of the card fields. */
  readonly also?: readonly string[]
  /** Who has signed in by this browser before, so that nobody is asked; nobody when absent. */
  readonly persona?: string
  /** The page to open; none when null. */
  readonly path?: string | null
  readonly language?: 'en' | 'nl'
  readonly colourScheme?: 'light' | 'dark'
  /** The operating system's setting for more contrast. */
  readonly forcedColours?: boolean
  readonly reducedMotion?: boolean
  readonly viewport?: { readonly width: number; readonly height: number }
}

export type Visit = {
  readonly page: Page
  readonly context: BrowserContext
  /** What went wrong so far: errors on the console, reports of the content security policy, calls to other origins. */
  faults(): readonly string[]
  /** A fault that the test is about: an answer 402 is an error on the console of every browser. */
  expectFault(pattern: RegExp): void
}

/** One for all files that share this module. It ends with the process that has started it. */
let browser: Browser | undefined

/**
 * A fresh profile for each visit. A test fails when anything went wrong in a page of it, whether or not it looks: that is
 * checked, and the profile closed, after the test.
 */
export function browserVisits(): (options: VisitOptions) => Promise<Visit> {
  beforeAll(async () => {
    if (!browser?.isConnected()) browser = (await launchBrowser()).browser
  })
  return (options) => {
    if (!browser) throw new Error('The browser is not started yet: visit within a test.')
    return openVisit(browser, options)
  }
}

async function openVisit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: options.portal,
    locale: options.language === 'nl' ? 'nl-NL' : 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    colorScheme: options.colourScheme ?? 'light',
    forcedColors: options.forcedColours ? 'active' : 'none',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    viewport: options.viewport ?? { width: 1280, height: 800 },
  })
  const { faults, expected } = await watch(context, [options.portal, options.signIn, ...(options.also ?? [])])
  if (options.persona !== undefined) await haveSignedIn(context, options.signIn, options.persona)
  const page = await context.newPage()
  const unexpected = () => faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') console.log(await described(page))
    await context.close()
    expect(unexpected(), 'what went wrong in the pages of this test').toEqual([])
  })
  if (options.path !== null) await page.goto(options.path ?? '/app/')
  return { page, context, faults: unexpected, expectFault: (pattern) => expected.push(pattern) }
}

/** What somebody would have seen at the end of a test that failed. */
async function described(page: Page): Promise<string> {
  const body = await page.locator('body').ariaSnapshot({ timeout: 1_000 }).catch(String)
  return `At ${page.url()}:\n${body}`
}

async function watch(context: BrowserContext, origins: readonly string[]) {
  const faults: string[] = []
  const expected: RegExp[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error()}`))
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (/^(https?|wss?):$/.test(protocol) && !origins.includes(origin))
      faults.push(`other origin: ${request.method()} ${request.url()}`)
  })
  await context.exposeBinding('seatwardenReport', (_, report: string) => faults.push(`policy: ${report}`))
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ blockedURI, sample, violatedDirective }) => {
      const { seatwardenReport } = globalThis as unknown as { seatwardenReport(report: string): void }
      seatwardenReport(`${violatedDirective} ${blockedURI} ${sample}`)
    })
  })
  return { faults, expected }
}
