import { expect, test } from 'vitest'
import { portalImportFaults } from '#tools/rules/portal-imports.ts'

function faultsOf(path: string, text: string): string {
  return portalImportFaults(new Map([[path, text]])).join('\n')
}

test.each([
  ['portal/licenses/page.tsx', "import { b } from '../policies/queries.ts'", 'no other one'],
  ['portal/licenses/page.tsx', "import type { B } from '../policies/queries.ts'", 'no other one'],
  ['portal/licenses/routes.tsx', "const a = () => import('../policies/page.tsx')", 'no other one'],
  ['portal/look/a.tsx', "import { b } from '../shell/frame.tsx'", 'below'],
  ['portal/look/data-table/a.tsx', "import {\n  b,\n} from '../../products/queries.ts'", 'below'],
  ['portal/shell/a.tsx', "import { routeTree } from '../routes.ts'", 'above them'],
  ['portal/api/a.ts', "import { money } from '#core/kernel/money.ts'", 'schema.d.ts'],
  ['portal/api/a.ts', "export { money } from '../../core/kernel/money.ts'", 'schema.d.ts'],
  ['portal/look/a.tsx', "import '../products/page.css'", 'below'],
])('%s says no to %s', (path, text, fault) => {
  expect(faultsOf(path, text)).toContain(fault)
})

test.each([
  ['portal/licenses/page.tsx', "import { Page } from '../look/page.tsx'"],
  ['portal/licenses/page.tsx', "import { useLicenses } from './queries.ts'"],
  ['portal/routes.ts', "import { licensesRoutes } from './licenses/routes.tsx'"],
  ['portal/shell/a.tsx', "import { Page } from '../look/page.tsx'"],
  ['portal/look/a.tsx', "import { useState } from 'react'"],
])('%s says yes to %s', (path, text) => {
  expect(faultsOf(path, text)).toBe('')
})
