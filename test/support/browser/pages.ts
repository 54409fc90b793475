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

/** Every page that navigation leads to. */
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
  ]),
  ...pagesOf('sanne-buys', ['shop', 'mine', 'billing', 'my-requests', 'support']),
  ...pagesOf('paul-partner', ['customers']),
  ...pagesOf(
    'olga-operator',
    ['operations', 'queues', 'dead-letters', 'mail', 'work-items', 'refunds', 'tenants'],
    'operator',
  ),
  ...pagesOf('sam-support', ['support-cases'], 'operator'),
]
