import { randomBytes } from 'node:crypto'
import { isLoopbackOrigin } from '../loopback.ts'
import { error, escaped, page, type Reply } from '../serve-loopback.ts'
import { type TokenEntry, testCards } from './cards.ts'

/**
 * The fields for a card, for the frame of a page on this machine: `origin` names that page, and nobody else can frame
 * this one or hear what it says. It tells `{ type: 'card-ready', height }` whenever it has another height, and
 * `{ type: 'card-token', token, brand, last4, expiry }` when a card was chosen.
 */
export function cardFields(query: URLSearchParams): Reply {
  const origin = query.get('origin') ?? ''
  if (!isLoopbackOrigin(origin) || new URL(origin).origin !== origin)
    return error(
      400,
      'invalid_request',
      'origin must be that of the page on this machine whose frame it is for.',
    )
  const language = query.get('lang') ?? 'en'
  if (!Object.hasOwn(words, language))
    return error(501, 'not_supported', `lang ${language} is not done here; en or nl is.`)
  const said = words[language as keyof typeof words]
  const nonce = randomBytes(16).toString('base64')
  return page({
    contentSecurityPolicy: `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'; frame-ancestors ${origin}; require-trusted-types-for 'script'`,
    html: `<!doctype html>
<html lang="${language}" data-origin="${escaped(origin)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${said.title}</title>
<style nonce="${nonce}">${styles}</style>
<main id="alone"><p>${said.onlyInFrame}</p></main>
<form id="cards" hidden>
  <fieldset><legend>${said.title}</legend>
  ${testCards()
    .map(({ token, entry }, at) => choice(token, entry, said, at === 0))
    .join('\n')}
  </fieldset>
  <button type="submit">${said.use}</button> <span role="status" id="said" data-done="${said.chosen}"></span>
</form>
<script nonce="${nonce}">${script}</script>
</html>`,
  })
}

const words = {
  en: {
    title: 'Test cards: no money moves',
    use: 'Use this card',
    chosen: 'Chosen',
    onlyInFrame: 'This page takes a card in the frame of another one. On its own it does nothing.',
    ending: (brand: string, last4: string) => `${brand} ending in ${last4}`,
    expires: (month: string) => `expires ${month}`,
    outcomes: {
      succeeds: 'is charged',
      declined: 'is declined',
      answerLost: 'is charged, but the bank does not answer',
      expired: 'has expired',
    },
  },
  nl: {
    title: 'Testkaarten: er wordt geen geld afgeschreven',
    use: 'Deze kaart gebruiken',
    chosen: 'Gekozen',
    onlyInFrame: 'Deze pagina neemt een kaart aan in het kader van een andere. Op zichzelf doet ze niets.',
    ending: (brand: string, last4: string) => `${brand} die eindigt op ${last4}`,
    expires: (month: string) => `verloopt ${month}`,
    outcomes: {
      succeeds: 'wordt belast',
      declined: 'wordt geweigerd',
      answerLost: 'wordt belast, maar de bank antwoordt niet',
      expired: 'is verlopen',
    },
  },
}

function choice(token: string, entry: TokenEntry, said: (typeof words)['en'], first: boolean): string {
  const { brand, last4, expiry } = entry.card
  const name = brand[0]?.toUpperCase() + brand.slice(1)
  const outcome = 'expired' in entry ? said.outcomes.expired : said.outcomes[entry.whenCharged]
  const data = Object.entries({ brand, last4, expiry }).map(([key, value]) => `data-${key}="${value}"`)
  return `<label><input type="radio" name="card" value="${token}" ${data.join(' ')}${first ? ' checked' : ''}>
    <span><strong>${said.ending(name, last4)}</strong> <small>${said.expires(expiry)}; ${outcome}</small></span></label>`
}

/** Where the policy of another page than `origin` would let this run, the browser still delivers nothing to it. */
const script = `
const form = document.getElementById('cards')
const tell = (message) => parent.postMessage(message, document.documentElement.dataset.origin)
if (parent !== window) {
  document.getElementById('alone').remove()
  form.hidden = false
  new ResizeObserver(() => tell({ type: 'card-ready', height: document.documentElement.offsetHeight })).observe(document.documentElement)
}
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const chosen = form.querySelector('input:checked')
  const said = document.getElementById('said')
  said.textContent = said.dataset.done + ': ' + chosen.parentElement.querySelector('strong').textContent
  const { brand, last4, expiry } = chosen.dataset
  tell({ type: 'card-token', token: chosen.value, brand, last4, expiry })
})`

const styles = `
  :root { color-scheme: light dark; font: 14px/1.4 "Segoe UI", system-ui, sans-serif }
  body { margin: 0; padding: .25rem }
  [hidden] { display: none }
  fieldset { border: 0; margin: 0 0 .5rem; padding: 0 }
  legend { font-weight: 600; margin-bottom: .25rem; padding: 0 }
  label { align-items: baseline; border: 1px solid color-mix(in srgb, currentcolor 30%, transparent); border-radius: 4px; display: flex; gap: .5rem; margin-top: .25rem; min-height: 2rem; padding: .25rem .5rem }
  label:has(:checked) { border-color: currentcolor }
  small { font-size: inherit; opacity: .8 }
  input { flex: none; height: 1rem; margin: 0; width: 1rem }
  button { font: inherit; min-height: 2rem; padding: .25rem .75rem }
  :focus-visible { outline: 2px solid highlight; outline-offset: 2px }`
