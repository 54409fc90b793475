import type { IncomingMessage, ServerResponse } from 'node:http'

export type Sessions = {
  /** The ids of those who have signed in by this browser, the last one last. */
  of(request: IncomingMessage): readonly string[]
  begin(request: IncomingMessage, response: ServerResponse, personaId: string): void
  /** Everybody's: whoever leaves a shared machine leaves nobody signed in. */
  end(response: ServerResponse): void
}

/** A cookie has 4 KiB, and nobody is more people than this at once. */
const sessionsMax = 10

/**
 * Who has signed in stands in a cookie, so that a restart changes nothing. It is no secret, since there are no passwords
 * here either. Cookies know no ports: each server of this machine has a name of its own for it.
 */
export function openSessions(port: number): Sessions {
  const name = `sign-in-${port}`
  const cookie = (value: string, more = '') => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${more}`
  const of = (request: IncomingMessage) => {
    const found = (request.headers.cookie ?? '')
      .split(/; */)
      .find((each) => each.startsWith(`${name}=`))
      ?.slice(name.length + 1)
    return found ? found.split('|').map(decoded) : []
  }
  return {
    of,
    begin(request, response, personaId) {
      const ids = [...of(request).filter((id) => id !== personaId), personaId].slice(-sessionsMax)
      response.setHeader('set-cookie', cookie(ids.map(encodeURIComponent).join('|')))
    },
    end: (response) => {
      response.setHeader('set-cookie', cookie('', '; Max-Age=0'))
    },
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
