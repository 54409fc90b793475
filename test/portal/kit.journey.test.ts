import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { anOrganisation, type Organisation } from '#test/support/clients/journey.ts'
import { buy } from '#test/support/clients/journey-verbs.ts'
import { portalVisits } from './portal-visits.ts'

/** What every page is made of: where the focus is, what is heard, and what a long list costs. */
describe('every page', () => {
  const openPage = portalVisits()
  let organisation: Organisation
  beforeAll(async () => {
    organisation = await anOrganisation({ purchaser: { displayName: 'Inge Hallström' } })
    await buy(organisation.purchaser)
  })
  const asAdmin = (path: string) => openPage({ as: organisation.globalAdmin, path })
  const focused = (page: Page) =>
    page.evaluate(() => {
      const at = document.activeElement
      return `${at?.localName} ${at?.getAttribute('aria-label') ?? at?.textContent ?? ''}`.trim()
    })

  test('a dialog gives the focus back to what opened it, by keys and from a menu', async () => {
    const { page } = await asAdmin('/policies')
    await page.getByRole('combobox', { name: 'Self-service purchase of Power BI Pro' }).waitFor()
    await page.getByRole('button', { name: 'Set all products' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('button Set all products')
    await page.getByRole('button', { name: 'As a file' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Import a policy' }).press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toBe('button As a file')
  })

  test('what is running is one click away, and following it leaves nothing over the page', async () => {
    const { page } = await asAdmin('/products')
    await page.getByRole('row', { name: /Inge/ }).waitFor()
    await page.getByRole('button', { name: 'Operations', exact: true }).press('Enter')
    await page.getByRole('link', { name: 'All operations' }).press('Enter')
    await expect.poll(() => page.getByRole('link', { name: 'All operations' }).count()).toBe(0)
    await expect.poll(() => focused(page)).toMatch(/^h1/)
    expect(await page.locator('nav [aria-current]').allTextContents()).toEqual(['Operations'])
  })

  test('another language comes while a page is open, with all that was typed, and the focus stays', async () => {
    const { page } = await asAdmin('/policies')
    await page.getByRole('combobox', { name: 'Self-service purchase of Power BI Pro' }).waitFor()
    await page.getByRole('searchbox').fill('power bi')
    const account = page.getByRole('button', { name: /^Account of/ })
    await account.press('Enter')
    await page.evaluate(() => {
      Object.assign(window, { blank: 0 })
      const look = () => {
        if (document.querySelector('main')?.checkVisibility() === false) Object.assign(window, { blank: 1 })
        requestAnimationFrame(look)
      }
      look()
    })
    await page.getByRole('menuitemradio', { name: 'Nederlands' }).press('Enter')
    await page.getByRole('heading', { name: 'Beleid', exact: true }).waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('power bi')
    expect(await page.evaluate(() => 'blank' in window && window.blank)).toBe(0)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl')
    await expect.poll(() => focused(page)).not.toMatch(/^body/)
  })

  test('who one is, the words and the page are fetched side by side', async () => {
    const { page, context } = await openPage({ as: organisation.globalAdmin, path: null })
    const seen: string[] = []
    const told = (name: string) => new Promise<void>((resolve) => waiting.push([name, resolve]))
    const waiting: [string, () => void][] = []
    context.on('request', (request) => {
      const name = new URL(request.url()).pathname
      seen.push(name)
      for (const [wanted, resolve] of waiting) if (name.includes(wanted)) resolve()
    })
    // None of them comes before the others have been asked for.
    const me = told('/me')
    const words = told('/assets/words.en-')
    const products = told('/assets/products-')
    await context.route(/\/me\?|\/assets\/(words\.en|products-)/, async (route) => {
      await Promise.all([me, words, products])
      await route.continue()
    })
    await page.goto('/app/products')
    await page.getByRole('row', { name: /Inge/ }).waitFor()
    expect(seen.filter((name) => name === '/me').length).toBe(1)
    expect(seen.filter((name) => name.endsWith('/subscriptions')).length).toBe(1)
  })

  test('no letter is lost while one types into a search', async () => {
    const { page } = await asAdmin('/policies')
    await page.getByRole('combobox', { name: 'Self-service purchase of Power BI Pro' }).waitFor()
    const search = page.getByRole('searchbox')
    await search.focus()
    // The next letter is typed at the moment that the address learns of the others.
    await page.evaluate(() => {
      const replaceState = history.replaceState.bind(history)
      history.replaceState = (...given) => {
        replaceState(...given)
        const field = document.querySelector<HTMLInputElement>('input[type="search"]')
        if (field?.value !== 'power') return
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
        set?.call(field, 'powera')
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    })
    await page.keyboard.type('power')
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('powera')
    expect(await search.inputValue()).toBe('powera')
  })

  test('where the clipboard is closed, a link is copied another way, or one is told', async () => {
    const { page, context } = await asAdmin('/products?q=inge')
    await page.getByRole('row', { name: /Inge/ }).waitFor()
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
    })
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    await context.grantPermissions(['clipboard-read'])
    await page.evaluate(() => {
      document.execCommand = () => false
    })
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Could not copy' }).waitFor()
  })

  test('a list of thousands: keys reach every row, Tab comes back to it, and paper has all of it', async () => {
    const { page, context } = await asAdmin('/policies')
    await page.getByRole('heading', { name: 'Policies' }).waitFor()
    const all = (await organisation.globalAdmin.get<{ value: object[] }>('subscriptions')).body.value
    const many = Array.from({ length: 500 }, (_none, index) => ({
      ...all[0],
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      purchaser: {
        id: 'x',
        displayName: index % 7 === 0 ? `${index} ${'long name '.repeat(20)}` : `Buyer ${index}`,
      },
    }))
    await context.route(/\/tenants\/[^/]+\/subscriptions\?/, (route) =>
      route.fulfill({ json: { value: many } }),
    )
    await page.getByRole('link', { name: 'Your products' }).click()
    const grid = page.getByRole('grid')
    await grid.getByText('Buyer 1', { exact: true }).waitFor()
    expect(await grid.getAttribute('aria-rowcount')).toBe('501')
    expect(await grid.getByRole('gridcell').count()).toBeGreaterThan(9)
    const rows = () => page.locator('[data-row]').count()
    expect(await rows()).toBeLessThan(60)
    await page.locator('[data-row="0"]').focus()
    for (const [key, row] of [
      ['End', '499'],
      ['ArrowUp', '498'],
      ['Home', '0'],
      ['ArrowDown', '1'],
    ] as const) {
      await page.keyboard.press(key)
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe(row)
    }
    // Scrolled away by the wheel: the row keeps the focus, and Tab comes back to it.
    await page.mouse.move(640, 500)
    await page.mouse.wheel(0, 9_000)
    await expect.poll(() => grid.getByText(/^Buyer \d{3}$/).count()).toBeGreaterThan(3)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-row'))).toBe('1')
    expect(await page.locator('[data-row][tabindex="0"]').count()).toBe(1)
    expect(await rows()).toBeLessThan(60)
    // The end is the end, however tall the rows are.
    await page.locator('[data-scroller]').evaluate((at) => at.scrollTo(0, at.scrollHeight))
    await grid.getByText('Buyer 499', { exact: true }).waitFor()
    await grid.getByRole('columnheader', { name: 'Purchaser' }).getByRole('button').click()
    await expect
      .poll(() => grid.getByRole('columnheader', { name: 'Purchaser' }).getAttribute('aria-sort'))
      .toBe('ascending')
    await page.getByRole('searchbox').fill('buyer 123')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('2')
    await page.getByRole('searchbox').fill('')
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('501')
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await rows()).toBe(500)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await expect.poll(rows).toBeLessThan(60)
  })
})
