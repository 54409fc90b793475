import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kinds } from '#core/mail/kinds.ts'
import type { Mail } from '#core/mail/mail.ts'
import { filesLike } from '#tools/rules/files.ts'

/** The addresses of the portal's pages, as a feature's routes say: `/mine/$id`, and below another one `/$action`. */
function addressesIn(file: string): readonly string[] {
  const paths = [...readFileSync(file, 'utf8').matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path = '']) => path)
  const isBelow = (path: string) => /^\/\$\w+$/.test(path)
  const [below, own] = [paths.filter(isBelow), paths.filter((path) => !isBelow(path))]
  return [...own, ...own.flatMap((path) => below.map((end) => path + end))]
}

const addresses = filesLike('portal/*/**/*routes.tsx')
  .flatMap(addressesIn)
  .map((path) => new RegExp(`^${path.replaceAll(/\$\w+/g, '[^/]+')}$`))
const isPage = (path: string) => addresses.some((address) => address.test(path))

test.each(Object.entries(kinds))('what a mail %s leads to is a page of the portal', (_, { page }) => {
  for (const facts of [{ invoiceNumber: 'INV-1' }, {}])
    for (const subscriptionId of ['22222222-2222-4222-8222-222222222222', null]) {
      const to = page({ subscriptionId, facts } as unknown as Mail)
      expect([to, isPage(to)]).toEqual([to, true])
    }
})

test('an address that no page has is found out', () => {
  expect(['/mine', '/billing/paymentMethods', '/subscriptions', '/no/such/page'].filter(isPage)).toEqual([
    '/mine',
  ])
})
