import type { RpcCookie } from './core-api.ts'

/** The Set-Cookie header that ASP.NET's `Response.Cookies.Append` writes: escaped value, path "/" unless given. */
export function setCookieHeader(cookie: RpcCookie): string {
  const parts = [`${encodeURIComponent(cookie.name)}=${encodeURIComponent(cookie.value)}`]
  if (cookie.expires) parts.push(`expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`)
  if (cookie.maxAge) parts.push(`max-age=${Math.trunc(cookie.maxAge.value)}`)
  if (cookie.domain) parts.push(`domain=${cookie.domain.value}`)
  parts.push(`path=${cookie.path?.value ?? '/'}`)
  if (cookie.secure?.value) parts.push('secure')
  if (cookie.sameSite !== undefined && cookie.sameSite !== 'none')
    parts.push(`samesite=${cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite}`)
  if (cookie.httpOnly?.value) parts.push('httponly')
  return parts.join('; ')
}
