/** What `infra/telemetry/metrics.json` says of a metric, as far as queries need it. */
export interface MeasuredFacts {
  readonly metrics: Readonly<Record<string, { readonly attributes: Readonly<Record<string, string>> }>>
}

export interface LogRule {
  readonly name: string
  readonly title: string
  readonly severity: number
  readonly every: string
  readonly window: string
  readonly query: readonly string[]
  readonly by: readonly string[]
  readonly operator: string
  readonly does: string
  readonly runbook: string
}

interface Item {
  readonly type: number
  readonly name: string
  readonly content: {
    readonly query?: string
    readonly timeContextFromParameter?: string
    readonly parameters?: readonly { readonly name: string }[]
  }
}

export interface Workbook {
  readonly version: string
  readonly items: readonly Item[]
  readonly fallbackResourceIds: readonly string[]
}

/** What a workspace has: the tables of Application Insights, of Cosmos DB, and what it says of itself. */
const tables = ['AppMetrics', 'AppRequests', 'AppDependencies', 'CDBPartitionKeyStatistics', '_LogOperation']
/** How often a rule may look, and at how much: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types */
const minutesOf: Readonly<Record<string, number>> = {
  PT5M: 5,
  PT15M: 15,
  PT30M: 30,
  PT1H: 60,
  PT6H: 360,
  P1D: 1440,
}
const queryItem = 3

/** Everything that is wrong with what watches the product: nobody else would see it before the night it is needed. */
export function monitoringFaults(
  measured: MeasuredFacts,
  rules: readonly LogRule[],
  workbook: Workbook,
): readonly string[] {
  const queries = [
    ...rules.map(({ name, query }) => ({ where: `alert ${name}`, query: query.join('\n') })),
    ...workbook.items.flatMap(({ name, content: { query } }) =>
      query === undefined ? [] : [{ where: `workbook ${name}`, query }],
    ),
  ]
  return [
    ...queries.flatMap(({ where, query }) =>
      queryFaults(measured, query).map((fault) => `${where}: ${fault}`),
    ),
    ...Object.keys(measured.metrics)
      .filter((name) => !queries.some(({ query }) => metricsIn(query).includes(name)))
      .map((name) => `${name}: nobody looks at it, neither an alert nor the workbook.`),
    ...rules.flatMap((rule) => ruleFaults(rule).map((fault) => `alert ${rule.name}: ${fault}`)),
    ...workbookFaults(workbook),
  ]
}

function metricsIn(query: string): readonly string[] {
  return [...query.matchAll(/'(seatwarden\.[^']*)'/g)].map(([, name = '']) => name)
}

function queryFaults({ metrics }: MeasuredFacts, query: string): string[] {
  const faults: string[] = []
  const [from = ''] = query.split('\n')
  const named = from.replace(/^union( isfuzzy=true)? /, '').split(', ')
  for (const table of named) if (!tables.includes(table)) faults.push(`there is no table ${table}.`)
  const used = metricsIn(query)
  if (named.includes('AppMetrics') !== (used.length === 1)) faults.push('expected one metric of AppMetrics.')
  for (const name of used) {
    const metric = metrics[name]
    if (!metric) {
      faults.push(`there is no metric ${name}.`)
      continue
    }
    for (const [, attribute = ''] of query.matchAll(/Properties\.(\w+)/g))
      if (!(attribute in metric.attributes)) faults.push(`${name} has no attribute ${attribute}.`)
    for (const [, attribute = '', values = ''] of query.matchAll(
      /tostring\(Properties\.(\w+)\) (?:==|!=|in|!in) (\([^)]*\)|'[^']*')/g,
    ))
      for (const [, value = ''] of values.matchAll(/'([^']*)'/g))
        if (!new RegExp(`\\b${value}\\b`).test(metric.attributes[attribute] ?? ''))
          faults.push(`${attribute} of ${name} is never ${value}.`)
  }
  return faults
}

function ruleFaults({ by, does, every, operator, query, severity, window }: LogRule): string[] {
  const faults: string[] = []
  const text = query.join('\n')
  const looks = minutesOf[every]
  const sees = minutesOf[window]
  if (looks === undefined || sees === undefined)
    faults.push(`${every} and ${window}: expected such as PT15M.`)
  else if (sees < looks) faults.push('it does not look at everything.')
  if (!/\bValue = /.test(text)) faults.push('its query gives no Value.')
  for (const column of by)
    if (!new RegExp(`by\\b.*\\b${column}\\b`).test(text)) faults.push(`its query gives no ${column}.`)
  if (operator !== 'GreaterThan' && operator !== 'LessThan') faults.push(`there is no operator ${operator}.`)
  if (!Number.isInteger(severity) || severity < 0 || severity > 4)
    faults.push('expected a severity from 0 to 4.')
  if (does.length < 60) faults.push('it does not say what to do.')
  return faults
}

function workbookFaults({ fallbackResourceIds, items, version }: Workbook): string[] {
  const faults: string[] = []
  if (version !== 'Notebook/1.0') faults.push('expected version Notebook/1.0.')
  if (fallbackResourceIds[0] !== '{workspaceId}') faults.push('it reads no workspace.')
  const names = items.map(({ name }) => name)
  const parameters = items.flatMap(({ content }) => content.parameters ?? []).map(({ name }) => name)
  for (const [at, { content, name, type }] of items.entries()) {
    if (names.indexOf(name) !== at) faults.push(`there are two of ${name}.`)
    if ((type === queryItem) !== (content.query !== undefined))
      faults.push(`${name}: a query is an item of type 3.`)
    const asked = [...(content.query ?? '').matchAll(/\{(\w+)(?::\w+)?\}/g)].map(
      ([, parameter = '']) => parameter,
    )
    if (content.timeContextFromParameter !== undefined) asked.push(content.timeContextFromParameter)
    for (const parameter of asked)
      if (!parameters.includes(parameter)) faults.push(`${name}: there is no parameter ${parameter}.`)
  }
  return faults.map((fault) => `workbook: ${fault}`)
}
