import { escaped, type Page } from '../serve-loopback.ts'
import { page } from './page.ts'
import type { Persona } from './personas.ts'

/** Asked by an application: each choice repeats the request with that persona as `login_hint`. */
export function choicePage(
  { ask, cancel }: { readonly ask: readonly Persona[]; readonly cancel: URL },
  signedIn: readonly string[],
  request: URL,
): Page {
  const known = ask.filter(({ id }) => signedIn.includes(id))
  const groups = [
    ...(known.length === 0 ? [] : [{ title: 'Signed in by this browser', people: known }]),
    ...organisations(ask),
  ]
  return page(
    'Who do you want to be?',
    `<p>An application on this machine asks. Nobody here needs a password.</p>
    <p class="search"><label for="search">Search by name, role or organisation</label>
      <input type="search" id="search" autocomplete="off" spellcheck="false" autofocus>
      <span role="status" id="found">${count(ask.length)}</span></p>
    ${groups.map(({ title, people }, at) => group(`group-${at}`, title, people, request)).join('\n')}
    <p><a href="${escaped(cancel.href)}">Cancel</a></p>`,
    searchScript,
    styles,
  )
}

type Group = { readonly title: string; readonly people: readonly Persona[] }

/** The name of an organisation is that of its people's addresses: nothing else is known of it here. */
function organisations(personas: readonly Persona[]): readonly Group[] {
  const tenants = Map.groupBy(personas, ({ tenantId }) => tenantId)
  return [...tenants.values()].map((people) => ({
    title: people[0]?.userPrincipalName.replace(/^.*@/, '') ?? '',
    people,
  }))
}

function group(id: string, title: string, people: readonly Persona[], request: URL): string {
  const items = people.map((persona) => {
    const { displayName, role, userPrincipalName } = persona
    return `<li data-text="${escaped(`${displayName} ${words(role)} ${userPrincipalName}`.toLowerCase())}">
      <a href="${escaped(asked(request, persona))}"><strong>${escaped(displayName)}</strong>
      <span>${escaped(words(role))}</span> <small>${escaped(userPrincipalName)}</small></a></li>`
  })
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escaped(title)}</h2><ul>${items.join('\n')}</ul></section>`
}

function asked(request: URL, { id }: Persona): string {
  const again = new URL(request)
  again.searchParams.delete('prompt')
  again.searchParams.set('login_hint', id)
  return again.pathname + again.search
}

/** `globalAdmin` is for scripts. */
function words(role: string): string {
  return role.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
}

function count(people: number): string {
  return people === 1 ? '1 person' : `${people} people`
}

const searchScript = `
const search = document.getElementById('search')
const people = [...document.querySelectorAll('li')]
const shown = () => people.filter((item) => !item.hidden)
search.addEventListener('input', () => {
  const parts = search.value.toLowerCase().split(' ').filter(Boolean)
  for (const item of people) item.hidden = !parts.every((part) => item.dataset.text.includes(part))
  for (const section of document.querySelectorAll('section'))
    section.hidden = section.querySelector('li:not([hidden])') === null
  const links = new Set(shown().map((item) => item.querySelector('a').href))
  document.getElementById('found').textContent = links.size === 1 ? '1 person' : links.size + ' people'
})
search.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') shown()[0]?.querySelector('a').click()
})`

const styles = `
  main { margin: 0 auto; max-width: 60rem }
  h2 { font-size: 1rem; margin: 1.5rem 0 .5rem }
  ul { display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); list-style: none; margin: 0; padding: 0 }
  li a { border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); border-radius: .4rem; box-sizing: border-box; color: inherit; display: grid; height: 100%; overflow-wrap: anywhere; padding: .6rem .8rem; text-decoration: none }
  li a:hover { border-color: currentcolor }
  li a:focus-visible { outline: 3px solid highlight; outline-offset: 1px }
  [hidden] { display: none }
  .search { align-items: baseline; display: flex; flex-wrap: wrap; gap: .4rem 1rem }
  input { flex: 1 1 16rem; font: inherit; padding: .4rem }
  [role=status] { position: static }`
