import { expect, test } from 'vitest'
import { countries, findCountry } from '#core/kernel/countries.ts'
import { helpPage, linksOf, pageLink } from '#core/organisation/links.ts'

test('R172 purchases are available in 243 countries, each listed once', () => {
  expect(countries).toHaveLength(243)
  expect(new Set(countries.map((country) => country.code)).size).toBe(243)
  for (const { code } of countries) expect(code).toMatch(/^[A-Z]{2}$/)
})

test('R173 Kosovo is listed; the seven that are missing and other spellings are not', () => {
  expect(findCountry('XK')?.name.en).toBe('Kosovo')
  for (const code of ['CU', 'EH', 'IN', 'IR', 'KP', 'SD', 'SY', 'ZZ', 'nl', '', 'NLD', 'constructor'])
    expect(findCountry(code)).toBeUndefined()
})

test('R174 every country has a name in English and in Dutch', () => {
  for (const { name } of countries) expect(name.en && name.nl).toBeTruthy()
  expect(findCountry('DE')?.name).toEqual({ en: 'Germany', nl: 'Duitsland' })
})

test('R037 R038 R039 each cloud has its own page for the products', () => {
  expect(pageLink('yourProducts', 'worldwide')).toBe('https://go.microsoft.com/fwlink/p/?linkid=842054')
  expect(pageLink('yourProducts', 'germany')).toMatch(/847745$/)
  expect(pageLink('yourProducts', '21vianet')).toMatch(/850626$/)
})

test.each([
  ['licenses', 'worldwide', 842264],
  ['licenses', 'germany', 848038],
  ['licenses', '21vianet', 850625],
  ['purchaseServices', 'worldwide', 868433],
  ['purchaseServices', 'germany', 848041],
  ['purchaseServices', '21vianet', 850627],
  ['takeOver', 'worldwide', 842054],
  ['takeOver', 'germany', 848041],
  ['takeOver', '21vianet', 850627],
  ['adminCenter', 'worldwide', 2024339],
] as const)('R044 R045 R062 R074 R086 R096 the page %s of %s is link %i', (page, cloud, number) => {
  expect(linksOf(cloud, 'en').pages[page]).toBe(`https://go.microsoft.com/fwlink/p/?linkid=${number}`)
})

test('R038 a page that a cloud lacks is left out, not borrowed from another cloud', () => {
  expect(pageLink('billingProfiles', 'germany')).toBeUndefined()
  expect(linksOf('germany', 'en').pages).not.toHaveProperty('billingProfiles')
})

test('R092 only 21Vianet tells that the admin centre is changing', () => {
  expect(linksOf('worldwide', 'en').notices).toEqual([])
  expect(linksOf('germany', 'en').notices).toEqual([])
  const [notice] = linksOf('21vianet', 'nl').notices
  expect(notice?.text).toContain('About the new Microsoft 365 admin center')
  expect(notice?.help).toBe(helpPage('adminCenterPreview'))
})

test('R153 the Admin tile leads to the admin centre of the cloud', () => {
  expect(linksOf('worldwide', 'en').appLauncherTile).toMatch(/2024339$/)
  expect(linksOf('germany', 'en').appLauncherTile).toMatch(/848041$/)
})

test('R180 the help links have the page on assigning licences', () => {
  expect(linksOf('worldwide', 'en').help.assignLicenses).toMatch(/assign-licenses-to-users$/)
})
