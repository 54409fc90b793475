import { door, nothing } from '../door.ts'

export const docsGet = door({
  name: 'docs-get',
  method: 'GET',
  route: '/docs',
  summary: 'The page to read and try the API.',
  tag: 'Health',
  who: 'anyone',
  scope: 'public',
  unversioned: true,
  params: nothing,
  query: nothing,
  answers: { 200: { description: 'HTML' } },
  refusals: [],
  async handle() {
    const { docsPage } = await import('../docs-page.ts')
    return {
      status: 200,
      headers: { 'content-security-policy': docsPage.contentSecurityPolicy },
      raw: { contentType: 'text/html; charset=utf-8', content: docsPage.html },
    }
  },
})
