import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds in the page as it is, with whatever is open on it, and by how much it is wider than the screen. What is
 * gone a moment later was a change of colours or sizes on its way.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults = await faultsNow(page)
  if (faults.length === 0) return faults
  await page.waitForTimeout(500)
  return faultsNow(page)
}

async function faultsNow(page: Page): Promise<string[]> {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: Axe }
    // But for Fluent's place-holders for the focus, which hold nothing.
    checker.configure({
      rules: [{ id: 'aria-hidden-focus', selector: '[aria-hidden="true"]:not([data-tabster-dummy])' }],
    })
    const { violations } = await checker.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Fluent's own place-holders for the focus, which hold nothing.
      rules: {
        'aria-hidden-focus': { enabled: true, selector: '[aria-hidden="true"]:not([data-tabster-dummy])' },
      },
    })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    )
  })
  return wider > 0 ? [...found, `${wider} px wider than the screen`] : found
}

interface Axe {
  configure(spec: unknown): void
  run(
    context: Document,
    options: unknown,
  ): Promise<{
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}
