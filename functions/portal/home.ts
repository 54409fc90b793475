import type { Page } from '../http/route-table.ts'

export const page: Page = {
  answer: async () => ({ status: 302, headers: { location: '/app/' } }),
}
