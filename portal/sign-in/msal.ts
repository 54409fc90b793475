import {
  AuthError,
  type AuthenticationResult,
  BrowserAuthErrorCodes,
  ClientAuthErrorCodes,
  type Configuration,
  InteractionRequiredAuthError,
  ProtocolMode,
  PublicClientApplication,
} from '@azure/msal-browser'
import type { PortalConfig } from '../api/config.ts'
import { signedInPath } from './addresses.ts'
import { type SignIn, SignInNeeded } from './sign-in.ts'
import { SignInFailed } from './sign-in-failed.ts'
import { openSignOuts, type SignOuts } from './sign-outs.ts'

/**
 * Entra's library: redirects, never a pop-up, and tokens in the storage of this tab alone. Takes up what a sign-in has
 * left behind, so call it before the address of the page changes. Throws `SignInFailed`.
 */
export async function openMsal(config: PortalConfig): Promise<SignIn> {
  const signOuts = openSignOuts()
  const msal = new PublicClientApplication(configurationFor(config))
  await msal.initialize()
  const answer = await answerOfSignIn(msal)
  if (answer) {
    msal.setActiveAccount(answer.account)
    signOuts.signedIn(answer.account.homeAccountId)
  }
  const account = msal.getActiveAccount() ?? undefined
  const scopes = [config.scope]
  const ask = (renew: boolean) => askForToken(msal, signOuts, scopes, renew)
  const leave = openExit()
  let renewal: Promise<string> | undefined

  return {
    account: account && { name: account.name ?? account.username, username: account.username },

    signIn: ({ returnTo = location.href, loginHint, other = false } = {}) =>
      leave(() =>
        msal.loginRedirect({
          scopes,
          redirectStartPage: ownAddress(returnTo),
          ...(loginHint === undefined ? {} : { loginHint }),
          ...(other ? { prompt: 'select_account' } : {}),
        }),
      ),

    async token({ renew = false } = {}) {
      if (!renew) return ask(false)
      // Many calls hear at the same moment that their token no longer counts: one renewal is for all.
      renewal ??= ask(true).finally(() => {
        renewal = undefined
      })
      return renewal
    },

    signOut: () =>
      leave(() => {
        const logoutHint = account?.idTokenClaims?.login_hint
        signOuts.signOut()
        return msal.logoutRedirect({
          postLogoutRedirectUri: location.origin + signedInPath,
          ...(logoutHint === undefined ? {} : { logoutHint }),
        })
      }),

    onSignedOutElsewhere: signOuts.onElsewhere,
  }
}

/** What waits in the storage of this tab when the person comes from signed-in.html. */
async function answerOfSignIn(msal: PublicClientApplication): Promise<AuthenticationResult | null> {
  try {
    // An empty answer in place of the address: a page may have parameters of its own that look like one.
    return await msal.handleRedirectPromise({ hash: '#', navigateToLoginRequestUrl: false })
  } catch (cause) {
    throw new SignInFailed(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

async function askForToken(
  msal: PublicClientApplication,
  signOuts: SignOuts,
  scopes: string[],
  forceRefresh: boolean,
): Promise<string> {
  const account = msal.getActiveAccount()
  if (!account) throw new SignInNeeded('Nobody is signed in.')
  try {
    const { accessToken } = await msal.acquireTokenSilent({ account, scopes, forceRefresh })
    // It may have been on its way while they signed out.
    if (signOuts.isOver()) throw new SignInNeeded('Signed out in another tab.')
    return accessToken
  } catch (cause) {
    if (cause instanceof InteractionRequiredAuthError) throw new SignInNeeded(cause.message, { cause })
    // As `fetch` says it: who calls the API treats both alike.
    if (cause instanceof AuthError && unreachable.includes(cause.errorCode))
      throw new TypeError('The sign-in gave no answer.', { cause })
    throw cause
  }
}

const unreachable: readonly string[] = [
  BrowserAuthErrorCodes.noNetworkConnectivity,
  BrowserAuthErrorCodes.postRequestFailed,
  BrowserAuthErrorCodes.getRequestFailed,
  BrowserAuthErrorCodes.timedOut,
  ClientAuthErrorCodes.networkError,
  ClientAuthErrorCodes.endpointResolutionError,
]

function configurationFor({ authority, clientId, version }: PortalConfig): Configuration {
  const auth = { clientId, redirectUri: location.origin + signedInPath }
  const shared = {
    cache: { cacheLocation: 'sessionStorage' },
    telemetry: { application: { appName: 'seatwarden', appVersion: version } },
  }
  const { protocol, href } = new URL(authority)
  if (protocol === 'https:') return { auth: { ...auth, authority }, ...shared }
  // The library takes no http address for an authority. It takes its word for where the endpoints are.
  return {
    auth: {
      ...auth,
      authority: 'https://login.local/organizations',
      knownAuthorities: ['login.local'],
      authorityMetadata: JSON.stringify(endpointsBelow(href.replace(/\/$/, ''))),
      OIDCOptions: { responseMode: 'query', defaultScopes: ['openid', 'profile'] },
    },
    system: { protocolMode: ProtocolMode.OIDC },
    ...shared,
  }
}

function endpointsBelow(tenant: string) {
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  }
}

/** Nobody is led elsewhere by an address that they followed to here. */
function ownAddress(text: string): string {
  const { href, origin } = new URL(text, location.href)
  if (origin === location.origin) return href
  throw new Error(`Expected an address at ${location.origin} to come back to, found one at ${origin}.`)
}

/** Once, however often somebody clicks. Whoever comes back by the browser's button would see a page on its way out. */
function openExit(): (go: () => Promise<void>) => Promise<never> {
  let leaving: Promise<never> | undefined
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && leaving) location.reload()
  })
  return (go) => {
    leaving ??= Promise.resolve()
      .then(go)
      .then(
        () => new Promise<never>(() => {}),
        (cause) => {
          leaving = undefined
          throw cause
        },
      )
    return leaving
  }
}
