import type { BrowserContext } from 'playwright-core'

/** The local sign-in then takes the browser for theirs, as Entra does where somebody works all day. */
export async function haveSignedIn(context: BrowserContext, signIn: string, persona: string): Promise<void> {
  const query = new URLSearchParams({
    client_id: 'test',
    response_type: 'code',
    redirect_uri: `${signIn}/`,
    code_challenge: 'unused',
    code_challenge_method: 'S256',
    login_hint: persona,
  })
  const answer = await context.request.get(`${signIn}/organizations/oauth2/v2.0/authorize?${query}`, {
    maxRedirects: 0,
  })
  const to = answer.headers()['location'] ?? ''
  if (!to.includes('code=')) throw new Error(`${persona} cannot sign in: ${answer.status()} ${to}`)
}
