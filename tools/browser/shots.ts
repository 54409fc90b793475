import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import type { Ready } from '#local/system/ready-file.ts'
import { readReady } from '#local/system/ready-file.ts'
import { projectRoot, stateFolder } from '#local/system/state-folder.ts'
import { launchBrowser } from '#test/support/browser/chromium.ts'
import { portalPages } from '#test/support/browser/pages.ts'
import { startSystem } from '#test/support/clients/system.ts'
import { open, visit } from './visit.ts'

/**
 * `npm run portal:shots [-- --all] [-- --out FOLDER]`: pictures of the portal on the system that runs here, or on one of
 * its own. Without `--all` the few of the README, into docs/pictures; with it every page in three widths, three themes
 * and both languages, to look at.
 */
const widths = [1280, 768, 360]
const themes = ['light', 'dark', 'contrast'] as const
const languages = ['en', 'nl'] as const
const admin = 'anna-admin'

interface Shot {
  readonly name: string
  readonly path: string
  /** What is done before the picture. */
  readonly prepare?: (page: Page) => Promise<void>
}

const ofReadme: readonly Shot[] = [
  { name: 'home', path: '/app/' },
  { name: 'policies', path: '/app/policies' },
  { name: 'shop', path: '/app/shop' },
  {
    name: 'products',
    path: '/app/products',
    prepare: async (page) => {
      await page.locator('[data-row="0"]').click()
      await page.getByRole('button', { name: 'Take control of this subscription' }).waitFor()
    },
  },
  {
    name: 'take-over',
    path: '/app/products?channel=selfService',
    prepare: async (page) => {
      await page.locator('[data-row]', { hasText: 'Under control of' }).first().click()
      await page.getByRole('button', { name: 'Move users' }).first().click()
      await page.getByRole('radiogroup', { name: 'Move users to' }).getByRole('radio').first().check()
      await page.getByRole('button', { name: 'Check the numbers' }).click()
      await page.getByRole('heading', { name: 'Check before it begins' }).waitFor()
      await page.getByRole('img').first().waitFor()
    },
  },
]

const { values } = parseArgs({
  options: { all: { type: 'boolean', default: false }, out: { type: 'string' } },
})
const out = values.out ?? join(projectRoot, values.all ? '.results/shots' : 'docs/pictures')
mkdirSync(out, { recursive: true })
const running = readReady(stateFolder())
const own = running ? undefined : await startSystem()
const ready = running ?? own?.ready()
const { browser, used } = await launchBrowser()
console.log(`Pictures by ${used}, into ${out}`)
try {
  if (!ready) throw new Error('Nothing runs here.')
  if (values.all) await pictureAll(browser, ready)
  else await pictureForReadme(browser, ready)
} finally {
  await browser.close()
  await own?.stop()
}

async function pictureForReadme(by: Browser, of: Ready): Promise<void> {
  const page = await visit(by, of, admin, { viewport: { width: 1280, height: 720 } })
  for (const { name, path, prepare } of ofReadme) {
    await open(page, path)
    await prepare?.(page)
    await picture(page, name)
  }
}

async function pictureAll(by: Browser, of: Ready): Promise<void> {
  for (const width of widths)
    for (const theme of themes)
      for (const language of languages)
        for (const { name, persona, path } of portalPages) {
          const page = await visit(by, of, persona, {
            viewport: { width, height: 800 },
            colorScheme: theme === 'dark' ? 'dark' : 'light',
            forcedColors: theme === 'contrast' ? 'active' : 'none',
            locale: language === 'nl' ? 'nl-NL' : 'en-GB',
          })
          await open(page, path)
          await picture(page, `${name}-${width}-${theme}-${language}`)
          await page.context().close()
        }
}

async function picture(page: Page, name: string): Promise<void> {
  // What comes in moves for a moment.
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(out, `${name}.png`) })
}
