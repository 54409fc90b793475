import { randomBytes } from 'node:crypto'
import { escaped, type Page } from '../serve-loopback.ts'
import type { Persona } from './personas.ts'

/** Everybody who can sign in, each with a button that copies a token for `curl`. */
export function personasPage(personas: readonly Persona[]): Page {
  return page(
    'Sign-in on this machine',
    `<p>Everybody below can sign in without a password. A token lives for an hour:
      <code>curl -H "Authorization: Bearer …"</code>. The tenant is the <code>{t}</code> of a route.</p>
    ${table(
      personas,
      (persona) =>
        `<button type="button" data-persona="${escaped(persona.id)}" aria-label="Copy a token for ${escaped(persona.displayName)}, ${escaped(persona.role)}">Copy token</button>`,
    )}
    <p role="status" id="said"></p>
    <textarea id="token" aria-label="The token" rows="8" readonly hidden></textarea>`,
    copyScript,
  )
}

const copyScript = `
document.addEventListener('click', async (event) => {
  const id = event.target.dataset?.persona
  if (!id) return
  const said = document.getElementById('said')
  const answer = await fetch('/token?persona=' + encodeURIComponent(id))
  const token = (await answer.json()).access_token
  const field = document.getElementById('token')
  field.value = token
  field.hidden = false
  try {
    await navigator.clipboard.writeText(token)
    said.textContent = 'Copied: a token for ' + id + '.'
  } catch {
    field.select()
    said.textContent = 'Below is a token for ' + id + '; press Ctrl+C.'
  }
})`

function table(personas: readonly Persona[], action: (persona: Persona) => string): string {
  const rows = personas.map(
    (persona) => `<tr><th scope="row">${escaped(persona.displayName)}</th><td>${escaped(persona.role)}</td>
      <td>${escaped(persona.userPrincipalName)}</td><td><code>${escaped(persona.tenantId)}</code></td>
      <td><code>${escaped(persona.id)}</code></td><td>${action(persona)}</td></tr>`,
  )
  return `<table><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">User name</th>
    <th scope="col">Tenant</th><th scope="col">Persona</th><th scope="col">Action</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`
}

/** A page of this server; `styles` are its own, besides those of all. */
export function page(title: string, body: string, script: string, styles = ''): Page {
  const nonce = randomBytes(16).toString('base64')
  return {
    contentSecurityPolicy: `default-src 'none'; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; frame-ancestors 'none'`,
    html: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style nonce="${nonce}">
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 2rem auto; max-width: 85rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border-bottom: 1px solid color-mix(in srgb, currentcolor 25%, transparent); padding: .4rem .8rem .4rem 0; text-align: left }
  textarea { width: 100% }
  [role=status] { background: canvas; bottom: 0; margin: 0; position: sticky }
  @media (max-width: 60rem) {
    thead { display: none }
    tr, th, td { display: block; overflow-wrap: anywhere }
    tr { border-bottom: 1px solid color-mix(in srgb, currentcolor 25%, transparent); padding: .6rem 0 }
    th, td { border: 0; padding: 0 }
  }
  ${styles}
</style>
<main><h1>${title}</h1>${body}</main>
<script nonce="${nonce}">${script}</script>
</html>`,
  }
}
