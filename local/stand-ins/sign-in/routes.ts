import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Page } from '../serve-loopback.ts'
import { choicePage } from './choice-page.ts'
import type { CodeFlow } from './code-flow.ts'
import { loopbackAddress } from './code-flow.ts'
import { isAnyTenant, keySet, openIdConfiguration } from './discovery.ts'
import { Refused, readText, redirect, sendJson } from './loopback-http.ts'
import type { Mint } from './minting.ts'
import { personasPage } from './page.ts'
import type { Personas } from './personas.ts'
import type { Sessions } from './sessions.ts'
import type { SigningKeys } from './signing-keys.ts'

export type Parts = {
  readonly origin: string
  readonly personas: Personas
  readonly keys: SigningKeys
  readonly mint: Mint
  readonly flow: CodeFlow
  readonly sessions: Sessions
}

type Handler = (call: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly tenant: string
}) => Promise<void> | void

/** `{tenant}` is a GUID, `common` or `organizations`. */
export type Routes = Readonly<Record<string, Handler>>

/** For scripts and people on this machine. */
export function ownRoutes({ keys, mint, personas }: Parts): Routes {
  return {
    'GET /': ({ response }) => sendPage(response, personasPage(personas.all())),
    'GET /personas': ({ response }) => sendJson(response, 200, personas.all()),
    'GET /token': async ({ response, url }) => {
      const id = url.searchParams.get('persona')
      if (!id) throw new Refused(400, 'invalid_request', 'Say who: /token?persona=ID, ids under /personas.')
      sendJson(response, 200, await mint.access(personas.byId(id)))
    },
    'POST /token': async ({ request, response }) => {
      if (!request.headers['content-type']?.startsWith('application/json'))
        throw new Refused(
          415,
          'invalid_request',
          'POST /token takes JSON; OAuth is at /{tenant}/oauth2/v2.0/.',
        )
      sendJson(response, 200, await mint.toOrder(parseJson(await readText(request))))
    },
    'POST /keys/rotate': async ({ response, url }) => {
      const retireOthers = url.searchParams.get('retireOthers') === 'true'
      sendJson(response, 200, { kid: await keys.rotate({ retireOthers }) })
    },
  }
}

/** Where Entra has them, so that client libraries only need another host. */
export function entraRoutes({ flow, keys, origin, personas, sessions }: Parts): Routes {
  return {
    'GET /{tenant}/v2.0/.well-known/openid-configuration': ({ response, tenant }) => {
      if (!isAnyTenant(tenant) && !personas.all().some(({ tenantId }) => tenantId === tenant))
        throw new Refused(400, 'invalid_tenant', `No persona is of tenant ${tenant}.`)
      sendJson(response, 200, openIdConfiguration(origin, tenant))
    },
    'GET /{tenant}/discovery/v2.0/keys': ({ response }) =>
      sendJson(response, 200, keySet(origin, keys.published())),
    'GET /{tenant}/oauth2/v2.0/authorize': ({ request, response, tenant, url }) => {
      const signedIn = sessions.of(request)
      const next = flow.authorize(tenant, url.searchParams, signedIn)
      if ('ask' in next) return sendPage(response, choicePage(next, signedIn, url))
      if (next.persona) sessions.begin(request, response, next.persona.id)
      redirect(response, next.to)
    },
    'POST /{tenant}/oauth2/v2.0/token': async ({ request, response, tenant }) =>
      sendJson(response, 200, await flow.redeem(tenant, new URLSearchParams(await readText(request)))),
    'GET /{tenant}/oauth2/v2.0/logout': ({ response, url }) => {
      const back = url.searchParams.get('post_logout_redirect_uri')
      const to = back === null ? undefined : loopbackAddress(back)
      sessions.end(response)
      if (!to) return sendJson(response, 200, { signedOut: true })
      const state = url.searchParams.get('state')
      if (state !== null) to.searchParams.set('state', state)
      redirect(response, to)
    },
  }
}

function sendPage(response: ServerResponse, { contentSecurityPolicy, html }: Page): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'cache-control': 'no-store',
  })
  response.end(html)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Refused(400, 'invalid_request', `The body is not JSON: ${(cause as Error).message}`)
  }
}
