import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
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
  const forReadme = ['home', 'products', 'policies', 'shop']
  for (const shot of portalPages.filter(({ name }) => values.all || forReadme.includes(name)))
    for (const width of values.all ? widths : [1280])
      for (const theme of values.all ? themes : (['light'] as const))
        for (const language of values.all ? languages : (['en'] as const)) {
          const page = await visit(browser, ready, shot.persona, {
            viewport: { width, height: 800 },
            colorScheme: theme === 'dark' ? 'dark' : 'light',
            forcedColors: theme === 'contrast' ? 'active' : 'none',
            locale: language === 'nl' ? 'nl-NL' : 'en-GB',
          })
          await page.addInitScript((known) => localStorage.setItem('language', known), language)
          await open(page, shot.path)
          await page.waitForTimeout(300)
          const kind = values.all ? `-${width}-${theme}-${language}` : ''
          await page.screenshot({ path: join(out, `${shot.name}${kind}.png`) })
          await page.context().close()
        }
} finally {
  await browser.close()
  await own?.stop()
}
