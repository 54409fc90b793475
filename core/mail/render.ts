import type { Language } from '../kernel/language.ts'
import { amountWrittenOut, type Money } from '../kernel/money.ts'
import { type Day, monthWrittenOut, writtenOut } from '../kernel/time.ts'
import { reasonLabel } from '../subscriptions/cancellation-reasons.ts'
import { kinds } from './kinds.ts'
import type { Mail } from './mail.ts'
import { escapeHtml, oneLine } from './sanitize.ts'
import { en } from './words/en.ts'
import { nl } from './words/nl.ts'
import type { MailValues, MailWords } from './words/words.ts'

export interface MailSettings {
  /** Base of links, without a slash at the end. */
  readonly portalUrl: string
  /** One more line on whom to ask, when the organisation that runs this has one. */
  readonly supportText?: string
}

export interface RenderedMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/**
 * The mail in the language of its reader: what happened, when, why, who decided, what becomes of the licences and what
 * it costs, whom to ask (B18). Of a cancelled subscription the status is Deleted; the mail says cancelled, geannuleerd
 * (R175). Its link carries no secret: the page asks to sign in, and shows the subscription to its purchaser and
 * administrators (R067).
 */
export function renderMail(mail: Mail, { portalUrl, supportText }: MailSettings): RenderedMail {
  const values = valuesOf(mail)
  const { subject, opening, consequences, link } = words[mail.language].kinds[mail.kind]
  const { frame } = words[mail.language]
  const { lines, page } = kinds[mail.kind]
  const content: Content = {
    subject: oneLine(subject(values), 180),
    greeting: frame.greeting(values),
    opening: opening(values),
    facts: lines
      .map(([label, value]) => [frame.labels[label], String(values[value])] as const)
      .filter(([, value]) => value !== ''),
    consequences: consequences.map((consequence) => consequence(values)).filter((text) => text !== ''),
    link: { label: link(values), address: `${portalUrl}${page(mail)}` },
    closing: [frame.ask(values), ...(supportText ? [oneLine(supportText, 300)] : [])],
  }
  return { subject: content.subject, text: asText(content), html: asHtml(content, mail.language) }
}

/**
 * The same for the same mail, always: a mail that is sent again after a crash can be values from a second one. Other
 * characters than letters, digits and dashes are written in hexadecimal, so that two mails never share one.
 */
export function messageIdOf(mail: Pick<Mail, 'id' | 'tenantId'>, domain: string): string {
  const local = mail.id
    .replace(/^mail:/, '')
    .replace(/[^A-Za-z0-9-]/gu, (character) => `=${character.codePointAt(0)?.toString(16)}=`)
  return `<${local}.${mail.tenantId}@${domain}>`
}

const words: Readonly<Record<Language, MailWords>> = { en, nl }

interface Content {
  readonly subject: string
  readonly greeting: string
  readonly opening: string
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly consequences: readonly string[]
  readonly link: { readonly label: string; readonly address: string }
  readonly closing: readonly string[]
}

function valuesOf({ to, facts, language }: Mail): MailValues {
  const day = (fact?: Day) => (fact ? writtenOut(fact, language) : '')
  const amount = (fact?: Money) => (fact ? amountWrittenOut(fact, language) : '')
  return {
    name: oneLine(to.name),
    organisation: oneLine(facts.organisation) || words[language].frame.unnamedOrganisation,
    product: oneLine(facts.productName),
    target: oneLine(facts.targetProductName ?? facts.productName),
    seats: facts.seats,
    decidedBy: oneLine(facts.decidedBy),
    reason: oneLine(reasonLabel(facts.reason, language), 500),
    on: day(facts.on),
    amount: amount(facts.amount),
    unitPrice: amount(facts.unitPrice),
    until: day(facts.until),
    untilMonth: facts.until ? monthWrittenOut(facts.until, language) : '',
    retryOn: day(facts.retryOn),
    card: oneLine(facts.card ?? ''),
    invoice: oneLine(facts.invoiceNumber ?? ''),
    people: (facts.people ?? []).map((name) => oneLine(name)).join(', '),
    stillOpen: facts.stillOpen ?? 0,
    askedBy: oneLine(facts.askedBy ?? ''),
    message: oneLine(facts.message ?? '', 1_000),
    underControl: facts.underControl ?? false,
  }
}

function asText(content: Content): string {
  const { greeting, opening, facts, consequences, link, closing } = content
  return `${[
    greeting,
    opening,
    facts.map(([label, value]) => `${label}: ${value}`).join('\n'),
    ...consequences,
    `${link.label}:\n${link.address}`,
    ...closing,
  ].join('\n\n')}\n`
}

/** No colours of its own but one grey line, and both colour schemes declared: dark mode stays dark and readable. */
function asHtml(content: Content, language: Language): string {
  const { subject, greeting, opening, facts, consequences, link, closing } = content
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const factLine = ([label, value]: readonly [string, string]) =>
    `<strong>${escapeHtml(label)}:</strong> <bdi>${escapeHtml(value)}</bdi>`
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color-scheme:light dark">
<div style="max-width:560px;margin:0 auto">
${[paragraph(greeting), paragraph(opening)].join('\n')}
<p style="margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #808080">
${facts.map(factLine).join('<br>\n')}
</p>
${consequences.map(paragraph).join('\n')}
<p style="margin:0 0 16px"><a href="${escapeHtml(link.address)}">${escapeHtml(link.label)}</a></p>
${closing.map(paragraph).join('\n')}
</div>
</body>
</html>
`
}
