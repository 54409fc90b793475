/** A page of the portal, and a persona of the demo organisations who may open it. */
export interface PortalPage {
  readonly name: string
  readonly persona: string
  readonly path: string
}

const pagesOf = (persona: string, names: readonly string[], folder = ''): PortalPage[] =>
  names.map((name) => ({
    name: folder ? `${folder}-${name}` : name || 'home',
    persona,
    path: `/app/${folder ? `${folder}/` : ''}${name}`,
  }))

const demo = (last: string) => `c1000000-0000-4000-8000-0000000000${last}`
const consolidate = `/app/products/consolidate?sources=${demo('01')}.${demo('02')}`

/** What navigation does not lead to: the steps of a consolidation. */
const adminsSteps: readonly PortalPage[] = [
  { name: 'consolidate', persona: 'bram-billing', path: consolidate },
  { name: 'consolidate-target', persona: 'bram-billing', path: `${consolidate}&step=target&when=moment` },
  {
    name: 'consolidate-check',
    persona: 'anna-admin',
    path: `${consolidate}&step=check&target=${demo('09')}`,
  },
]

/** Every page that navigation leads to, and those that only another page does. */
export const portalPages: readonly PortalPage[] = [
  ...pagesOf('anna-admin', [
    '',
    'products',
    'licenses',
    'operations',
    'policies',
    'requests',
    'leavers',
    'spend',
    'audit',
    'organization',
    'organization/webhooks',
  ]),
  ...adminsSteps,
  ...pagesOf('sanne-buys', ['shop', 'mine', 'billing', 'my-requests', 'support']),
  ...pagesOf('paul-partner', ['customers']),
  ...pagesOf(
    'olga-operator',
    ['operations', 'queues', 'dead-letters', 'mail', 'work-items', 'refunds', 'tenants'],
    'operator',
  ),
  ...pagesOf('sam-support', ['support-cases'], 'operator'),
]
