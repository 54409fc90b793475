import { type Answer, call, tokenOf } from '#local/system/api-client.ts'
import type { Ready } from '#local/system/ready-file.ts'

/** An answer with the line that says what was asked. */
export interface Asked<Body> extends Answer<Body> {
  readonly request: string
}

/** Somebody who calls the API with their own token. */
export interface Actor {
  readonly name: string
  readonly userId: string
  readonly tenantId: string
  /** `status` must come back, or the demo ends. `path` is below their organisation when it has no slash in front. */
  ask<Body = unknown>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH',
    path: string,
    status: number,
    sent?: { readonly body?: unknown; readonly ifMatch?: string },
  ): Promise<Asked<Body>>
}

export function actorAt(
  { api, signIn }: Pick<Ready, 'api' | 'signIn'>,
  { id, displayName, objectId, tenantId }: Ready['personas'][number],
): Actor {
  let token: Promise<string> | undefined
  return {
    name: displayName,
    userId: objectId,
    tenantId,
    async ask<Body>(
      method: string,
      path: string,
      status: number,
      { body, ifMatch }: { readonly body?: unknown; readonly ifMatch?: string } = {},
    ) {
      token ??= tokenOf(signIn, id)
      const full = path.startsWith('/') ? path : `/tenants/${tenantId}/${path}`
      const answer = await call<Body>(api, method, full, {
        token: await token,
        body,
        headers: {
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
          // A lost answer could be asked for again with the same id; see docs on repeats.
          ...(method === 'POST' ? { 'repeatability-request-id': crypto.randomUUID() } : {}),
        },
      })
      const request = `${method} ${full} → ${answer.status}`
      if (answer.status !== status)
        throw new Error(`${displayName}: expected ${status}. ${request}\n${answer.text.slice(0, 1_000)}`)
      return { ...answer, request }
    },
  }
}
