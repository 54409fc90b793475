import type { PageEntry } from '../http/route-table.ts'

/** The portal is pages and their files, under /app; whoever opens the bare address is led there. (B27) */
export const portalPages: readonly PageEntry[] = [
  { name: 'portal-get', path: '/app/{*path}', load: async () => (await import('./get.ts')).page },
  { name: 'portal-home', path: '/', load: async () => (await import('./home.ts')).page },
]
