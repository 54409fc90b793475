import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Presses a key, and sees that the focus is on something that can be seen: nobody may lose their place. */
export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await expect
    .poll(() => page.evaluate(whereIsTheFocus), { message: `after ${key}`, timeout: 10_000 })
    .toBe('in sight')
}

/** As somebody goes who has no mouse: with the Tab key, however often it takes. */
export async function tabTo(page: Page, target: Locator, timesMax = 60): Promise<void> {
  await target.waitFor()
  for (let times = 0; times < timesMax; times += 1) {
    if (await hasFocus(target)) return
    await press(page, 'Tab')
  }
  throw new Error(`${timesMax} times Tab do not lead to ${target}.`)
}

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

export async function untilFocused(target: Locator): Promise<void> {
  await target.waitFor()
  await expect.poll(() => hasFocus(target), { message: `the focus on ${target}`, timeout: 10_000 }).toBe(true)
}

function whereIsTheFocus(): string {
  const { activeElement } = document
  if (!activeElement || activeElement === document.body) return 'nowhere'
  const { width, height } = activeElement.getBoundingClientRect()
  return width > 0 && height > 0 ? 'in sight' : `on an unseen ${activeElement.outerHTML.slice(0, 200)}`
}
