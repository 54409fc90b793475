import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { portalPages } from '#test/support/browser/pages.ts'
import { shared } from '#test/support/clients/journey.ts'
import { faultsOf } from './axe.ts'
import { browserVisits } from './visit.ts'

/**
 * What every page must hold however it looks: no fault that axe finds, nothing wider than the narrowest screen, targets
 * that a finger hits. Here each page once; `npm run test:looks` tries
 * every width, theme and language.
 */
const everything = process.env['SEATWARDEN_LOOKS'] === 'all'

interface Look {
  readonly width: number
  readonly theme: 'light' | 'dark' | 'contrast'
}

const widths = [1280, 768, 320]
const themes = ['light', 'dark', 'contrast'] as const
const looks: readonly Look[] = everything
  ? widths.flatMap((width) => themes.map((theme) => ({ width, theme })))
  : [
      { width: 1280, theme: 'light' },
      { width: 320, theme: 'dark' },
    ]
/** `pseudo` is English, 40 % longer. */
const languages = everything ? ['en', 'nl', 'pseudo'] : ['pseudo']

const openPage = browserVisits()

describe.each(languages)('B27 every page, language %s', (language) => {
  const personas = [...new Set(portalPages.map(({ persona }) => persona))]
  test.each(personas)(
    'as %s: axe finds nothing, and nothing is wider than the screen',
    async (persona) => {
      const { api, signIn } = shared()
      const { page } = await openPage({ portal: api, signIn, persona, reducedMotion: true, path: null })
      await page.addInitScript((known) => localStorage.setItem('language', known), language)
      const faults: string[] = []
      for (const { name, path } of portalPages.filter((one) => one.persona === persona)) {
        await page.goto(path)
        for (const look of looks) {
          await take(page, look)
          faults.push(
            ...(await faultsOf(page)).map((fault) => `${name}, ${look.width} px, ${look.theme}: ${fault}`),
          )
        }
      }
      expect(faults).toEqual([])
    },
    everything ? 600_000 : undefined,
  )
})

async function take(page: Page, { width, theme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    forcedColors: theme === 'contrast' ? 'active' : 'none',
    reducedMotion: 'reduce',
  })
  await page.locator(`[data-theme="${theme}"] main h1`).waitFor()
  await page.waitForLoadState('networkidle')
}
