import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Ready } from '#local/system/ready-file.ts'
import { haveSignedIn } from '#test/support/browser/have-signed-in.ts'

/** A page of a fresh profile in which somebody has signed in before. */
export async function visit(
  browser: Browser,
  ready: Ready,
  persona: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: ready.api,
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  await haveSignedIn(context, ready.signIn, persona)
  // Not that of their account: what is clicked is looked for by its words.
  const language = options.locale?.slice(0, 2) ?? 'en'
  await context.addInitScript((known) => localStorage.setItem('language', known), language)
  return context.newPage()
}

/** Goes to a page of the portal and waits until it has its rows, or says that it has none. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('main h1').waitFor()
  await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'))
}
