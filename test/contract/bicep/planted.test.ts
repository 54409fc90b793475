import { describe, expect, test } from 'vitest'
import { planted as asked } from './planted/asked.ts'
import { planted as azd } from './planted/azd.ts'
import { planted as modules } from './planted/modules.ts'
import { planted as parameters } from './planted/parameters.ts'
import { planted as resources } from './planted/resources.ts'
import { planted as roles } from './planted/roles.ts'
import { planted as settings } from './planted/settings.ts'
import { planted as syntax } from './planted/syntax.ts'
import { faultsAfter, main } from './small-project.ts'

const planted = {
  ...syntax,
  ...resources,
  ...asked,
  ...modules,
  ...settings,
  ...roles,
  ...parameters,
  ...azd,
}

test('nothing is wrong with the small system', async () => {
  expect(await faultsAfter(main, '', '')).toEqual([])
})

describe.each(Object.entries(planted))('what is wrong with %s is told:', (_, rows) => {
  test.each(rows)('%s', async (_title, path, from, to, where, line, what) => {
    expect(await faultsAfter(path, from, to)).toContain(`${where}:${line}: ${what}`)
  })
})
