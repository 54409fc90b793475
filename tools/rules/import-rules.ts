import { cruise, type IForbiddenRuleType, type IRegularForbiddenRuleType } from 'dependency-cruiser'

/** From the lowest to the highest: each may import itself and what stands before it. */
const layersOfCore = [
  'kernel',
  'ports',
  'audit',
  'webhooks',
  'idempotency',
  'organisation',
  'partners',
  'catalogue',
  'policies',
  'subscriptions',
  'mail',
  'operations',
  'billing',
  'seats',
  'requests',
  'purchasing',
  'take-over',
  'renewals',
  'deletion',
  'support',
]
const layersOfFunctions = [
  'jobs',
  'http',
  'organisation',
  'partners',
  'catalogue',
  'policies',
  'subscriptions',
  'audit',
  'webhooks',
  'mail',
  'operations',
  'billing',
  'seats',
  'requests',
  'purchasing',
  'take-over',
  'renewals',
  'policy-surface',
  'deletion',
  'ops',
  'support',
  'health',
  'docs',
  'portal',
]

/** Which file may import which, in words that tell whoever breaks a rule what it is for. */
const rules: readonly IForbiddenRuleType[] = [
  rule('no-circles', 'What imports each other is one thing: nobody can read, test or load a half of it.', {
    from: {},
    to: { circular: true },
  }),
  rule('resolvable', 'There is no such file or package.', {
    from: {},
    to: { couldNotResolve: true },
  }),
  rule('ships', 'What is only there for development is not in the package that ships.', {
    from: { path: '^(core|infra|functions)/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
  }),
  rule('production', 'Production never imports the local stand-ins, tests or tools.', {
    from: { path: '^(core|infra|functions)/' },
    to: { path: '^(local|test|tools)/' },
  }),

  rule('core', 'core imports itself and the calendar, nothing else.', {
    from: { path: '^core/' },
    to: { pathNot: ['^core/', '^node_modules/temporal-polyfill/'] },
  }),
  ...layers('core', layersOfCore),
  rule('core-union', 'documents.ts names the documents of all features: it is above them.', {
    from: { path: '^core/' },
    to: { path: '^core/documents\\.ts$' },
  }),

  rule('adapters', 'An adapter knows core and its own need, no other adapter.', {
    from: { path: '^infra/([^/]+)/' },
    to: { path: '^(functions|infra/[^/]+)/', pathNot: '^infra/$1/' },
  }),

  rule('services', 'Only app.ts and services.ts know infra: take what you need from the services.', {
    from: { path: '^functions/', pathNot: '^functions/(app|services)\\.ts$' },
    to: { path: '^infra/' },
  }),
  ...layers('functions', layersOfFunctions),
  rule(
    'entry-files',
    'The lists of all routes and jobs are above the features; only /ops looks at all jobs.',
    {
      from: { path: '^functions/[^/]+/', pathNot: '^functions/ops/' },
      to: { path: '^functions/[^/]+$' },
    },
  ),
  rule('entry-files-of-ops', 'The lists of all routes and the services are above the features.', {
    from: { path: '^functions/ops/' },
    to: { path: '^functions/[^/]+$', pathNot: '^functions/jobs\\.ts$' },
  }),

  rule('stand-ins', 'A stand-in serves a protocol: it knows neither the product nor another stand-in.', {
    from: { path: '^local/stand-ins/([^/]+)/' },
    to: {
      path: '^(core|functions|infra|local|test|tools)/',
      pathNot: ['^local/stand-ins/$1/', '^local/stand-ins/[^/]+\\.ts$', '^infra/.+\\.json$'],
    },
  }),
  ...layers('local/stand-ins/cosmos', ['storage', 'sql', 'wire']),
  ...layers('local/stand-ins/service-bus', ['amqp', 'broker']),
  rule('portal-alone', 'The portal is for browsers: nobody else imports it, or the tests that run in one.', {
    from: { path: '^(core|functions|infra|local|test|tools)/', pathNot: '^test/portal/' },
    // What the API is in types: the command line is its client, too.
    to: { path: '^(portal|test/portal)/', pathNot: '^portal/api/schema\\.d\\.ts$' },
  }),
  rule('local', 'The local system reaches the functions by their wire and knows nothing of their code.', {
    from: { path: '^local/' },
    to: { path: '^(functions|test|tools)/' },
  }),
]

/** Checks who imports whom below a folder; gives what was found for people, and nothing when all is well. */
export async function brokenImports(
  root: string,
  rooms: readonly string[],
  leftOut: readonly string[] = [],
): Promise<string | undefined> {
  const { output, exitCode } = await cruise(
    [...rooms],
    {
      baseDir: root,
      ruleSet: { forbidden: [...rules] },
      validate: true,
      outputType: 'err-long',
      parser: 'swc',
      tsPreCompilationDeps: true,
      doNotFollow: { path: '^node_modules/' },
      exclude: { path: `^(${['dist', '\\.tsc', ...leftOut].join('|')})/` },
    },
    {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  )
  return exitCode === 0 ? undefined : String(output)
}

type Between = Pick<IRegularForbiddenRuleType, 'from' | 'to'>

function rule(name: string, comment: string, { from, to }: Between): IForbiddenRuleType {
  return { name, comment, severity: 'error', from, to }
}

function layers(folder: string, names: readonly string[]): IForbiddenRuleType[] {
  return names.slice(0, -1).map((name, at) =>
    rule(`${folder}-${name}`, `What is below knows nothing of what is above: ${names.join(' < ')}.`, {
      from: { path: `^${folder}/${name}/` },
      to: { path: `^${folder}/(${names.slice(at + 1).join('|')})/` },
    }),
  )
}
