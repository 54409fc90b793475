import { Button, Card, makeStyles, mergeClasses, Subtitle2, tokens } from '@fluentui/react-components'
import { ArrowDownloadRegular, DocumentPdfRegular, PrintRegular } from '@fluentui/react-icons'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Api } from '../api/client.ts'
import { isUnderWay } from '../api/lasting-write.ts'
import { cardText } from '../look/card-text.ts'
import { Fields } from '../look/fields.tsx'
import { useFormat } from '../look/format.ts'
import { InstantText } from '../look/instant.tsx'
import { LinkButton } from '../look/link-button.tsx'
import { Page } from '../look/page.tsx'
import { ProblemPanel } from '../look/problem-panel.tsx'
import { StatusBadge } from '../look/status-badge.tsx'
import { useSession } from '../sign-in/session.tsx'
import { isPayable, licencesOf, payAction, statusKinds } from './invoice.ts'
import { downloadPdf, type Invoice, invoicePdf, useInvoice } from './queries.ts'
import { useBillingWords } from './words.ts'

const PayDialog = lazy(async () => ({ default: (await import('./pay-dialog.tsx')).PayDialog }))

const useStyles = makeStyles({
  frame: { overflowX: 'auto' },
  table: { borderCollapse: 'collapse', width: '100%' },
  cell: {
    textAlign: 'left',
    verticalAlign: 'top',
    fontWeight: tokens.fontWeightRegular,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  head: { fontWeight: tokens.fontWeightSemibold },
  number: { textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  sums: {
    borderCollapse: 'collapse',
    width: '100%',
    maxWidth: '420px',
    justifySelf: 'end',
    marginLeft: 'auto',
  },
  total: { fontWeight: tokens.fontWeightSemibold },
})

/** An invoice as it was issued, to look at, print, keep as PDF, and pay. (R118, R155) */
export function InvoicePage() {
  const words = useBillingWords()
  const { id } = useParams({ from: '/billing/invoices/$id' })
  const { me } = useSession()
  const query = useInvoice(id)
  const invoice = query.data
  // A reload does not end a payment.
  const [pays, setPays] = useState(() => isUnderWay(payAction(me.id, id)))
  return (
    <Page
      title={invoice ? words.invoice.title(words.kinds[invoice.kind], invoice.number) : words.title}
      about={invoice && words.title}
      commands={invoice && <Commands invoice={invoice} onPay={() => setPays(true)} />}
    >
      {query.error && <ProblemPanel problem={query.error} onTryAgain={() => void query.refetch()} />}
      {invoice && <Content invoice={invoice} />}
      <div data-not-printed>
        <LinkButton appearance="subtle" to="/billing/invoices">
          {words.invoice.toList}
        </LinkButton>
      </div>
      {invoice && pays && (
        <Suspense>
          <PayDialog invoice={invoice} onClose={() => setPays(false)} />
        </Suspense>
      )}
    </Page>
  )
}

function Commands({ invoice, onPay }: { readonly invoice: Invoice; readonly onPay: () => void }) {
  const words = useBillingWords()
  const format = useFormat()
  const { api, tenantId } = useSession()
  const [problem, setProblem] = useState<unknown>()
  const [loads, setLoads] = useState(false)
  const get = async (loading: Promise<void>) => {
    setLoads(true)
    setProblem(undefined)
    await loading.catch(setProblem)
    setLoads(false)
  }
  return (
    <>
      {isPayable(invoice) && (
        <Button appearance="primary" onClick={onPay}>
          {words.actions.payAmount(format.money(invoice.due))}
        </Button>
      )}
      <Button
        icon={<DocumentPdfRegular />}
        disabledFocusable={loads}
        onClick={() => !loads && void get(openPdf(api, tenantId, invoice))}
      >
        {words.actions.open}
      </Button>
      <Button
        icon={<ArrowDownloadRegular />}
        disabledFocusable={loads}
        onClick={() => !loads && void get(downloadPdf(api, tenantId, invoice))}
      >
        {words.actions.download}
      </Button>
      <Button icon={<PrintRegular />} onClick={() => window.print()}>
        {words.actions.print}
      </Button>
      {problem !== undefined && <ProblemPanel problem={problem} />}
    </>
  )
}

/** A browser that opens no window for it gets the file. */
async function openPdf(api: Api, tenantId: string, invoice: Invoice): Promise<void> {
  const address = URL.createObjectURL(await invoicePdf(api, tenantId, invoice.id))
  if (!window.open(address, '_blank')) await downloadPdf(api, tenantId, invoice)
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

function Content({ invoice }: { readonly invoice: Invoice }) {
  const words = useBillingWords()
  const { billTo, status, issuedDateTime, paidDateTime, paidWith, creditOf, subscriptionId } = invoice
  return (
    <>
      <Card>
        <Fields
          fields={[
            [
              words.invoice.billTo,
              <span key="to">
                {[billTo.name, billTo.organisation, ...Object.values(billTo.address ?? {})].map((line) => (
                  <span key={line}>
                    {line}
                    <br />
                  </span>
                ))}
              </span>,
            ],
            [words.invoice.taxId, billTo.taxId],
            [words.invoice.issued, <InstantText key="issued" at={issuedDateTime} />],
            [
              words.invoice.status,
              <StatusBadge key="status" kind={statusKinds[status]}>
                {words.statuses[status]}
              </StatusBadge>,
            ],
            [words.invoice.paid, paidDateTime && <InstantText key="paid" at={paidDateTime} />],
            [words.invoice.paidWith, paidWith && cardText(paidWith)],
            [
              words.invoice.creditOf,
              creditOf && (
                <Link key="of" to="/billing/invoices/$id" params={{ id: creditOf.invoiceId }}>
                  {creditOf.number}
                </Link>
              ),
            ],
            [
              words.invoice.subscription,
              <Link key="subscription" to="/mine/$id" params={{ id: subscriptionId }}>
                {words.invoice.seeSubscription}
              </Link>,
            ],
          ]}
        />
      </Card>
      <Lines invoice={invoice} />
    </>
  )
}

function Lines({ invoice }: { readonly invoice: Invoice }) {
  const styles = useStyles()
  const words = useBillingWords()
  const format = useFormat()
  const { columns } = words.invoice
  const { net, tax, total, credited, due } = invoice
  const sign = invoice.kind === 'creditNote' ? -1 : 1
  const money = (of: Invoice['net']) => format.money({ ...of, amount: sign * of.amount })
  const sums = [
    [words.invoice.net, money(net)],
    [words.invoice.tax(format.percent(invoice.taxRate), invoice.taxCountry), money(tax)],
    [words.invoice.total, money(total)],
    ...(credited.amount > 0 ? [[words.invoice.credited, format.money(credited)]] : []),
    ...(due.amount > 0 ? [[words.invoice.due, format.money(due)]] : []),
  ] as const
  const number = mergeClasses(styles.cell, styles.number)
  return (
    <Card>
      <Subtitle2 as="h2" id="lines">
        {words.invoice.lines}
      </Subtitle2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys */}
      <section className={styles.frame} aria-labelledby="lines" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th className={mergeClasses(styles.cell, styles.head)}>{columns.what}</th>
              <th className={mergeClasses(styles.cell, styles.head)}>{columns.period}</th>
              <th className={mergeClasses(number, styles.head)}>{columns.licences}</th>
              <th className={mergeClasses(number, styles.head)}>{columns.unitPrice}</th>
              <th className={mergeClasses(number, styles.head)}>{columns.net}</th>
            </tr>
          </thead>
          <tbody>
            {invoice.lines.map((line) => (
              <tr key={[line.what, line.product.id, line.from, line.net.amount].join(' ')}>
                <td className={styles.cell}>
                  {line.product.displayName}: {words.invoice.what[line.what] ?? line.what}
                </td>
                <td className={styles.cell}>
                  {words.invoice.days(format.day(line.from), format.day(line.to), line.days, line.termDays)}
                </td>
                <td className={number}>{format.number(licencesOf(line))}</td>
                <td className={number}>{format.money(line.unitPrice)}</td>
                <td className={number}>{money(line.net)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <table className={styles.sums}>
        <tbody>
          {sums.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" className={mergeClasses(styles.cell, styles.total)}>
                {name}
              </th>
              <td className={mergeClasses(number, styles.total)}>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
