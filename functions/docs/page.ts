import { publicRoute } from '../http/route.ts'
import { nothing } from '../http/shapes.ts'
import { docsPage } from './assets.ts'

export const route = publicRoute({
  summary: 'The page to read and try the API.',
  tag: 'Health',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: { 200: { description: 'HTML', contentTypes: ['text/html'] } },
  refusals: [],
  handle: async () => ({
    status: 200,
    headers: { 'content-security-policy': docsPage.contentSecurityPolicy },
    raw: { contentType: 'text/html; charset=utf-8', content: docsPage.html },
  }),
})
