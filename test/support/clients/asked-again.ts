import type { Answer } from '#local/system/api-client.ts'

/** A slow machine may say "not now" to many at once; whoever hears it asks again, as the answer says. */
export async function askedAgain<Body>(ask: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  const answer = await ask()
  return answer.status === 503 && answer.headers.get('retry-after') ? askedAgain(ask) : answer
}
