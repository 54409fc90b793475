// What calls a person, each with what to do. Rules that read logs are in alerts.json, the table that tests read as well;
// here are their thresholds, and the rules that need no log: they hold when no telemetry arrives at all.

@description('Region of the rules that read logs.')
param location string = resourceGroup().location

@description('Tags of every resource here.')
param tags object = {}

@description('How the names of rules begin.')
param namePrefix string

@description('Mail addresses that are told. Without any, alerts are only seen in the portal.')
param mailReceivers array = []

@description('Name of the action group in mails and messages; twelve letters at most.')
@maxLength(12)
param groupShortName string = 'Seatwarden'

@description('Id of the Log Analytics workspace.')
param workspaceId string

@description('Id of Application Insights.')
param insightsId string

@description('Id of the Service Bus namespace.')
param serviceBusId string

@description('Id of the Cosmos DB account.')
param cosmosAccountId string

@description('Where the API is reached from outside, without a slash at the end. Empty where it cannot be reached: no outside test then.')
param publicBaseUrl string

@description('From where the outside test calls; each location every five minutes.')
param outsideLocations array = [
  'emea-nl-ams-azr'
  'emea-gb-db3-azr'
  'emea-fr-pra-edge'
  'us-va-ash-azr'
  'apac-sg-sin-azr'
]

@description('How many of these locations must fail at once: one alone may be that location’s own trouble.')
@minValue(1)
param outsideLocationsFailing int = 2

@description('Seconds that the oldest message of a queue may wait.')
@minValue(1)
param queueAgeSeconds int = 900

@description('Seconds for which an operation may not get on that nobody has paused.')
@minValue(1)
param oldestUnfinishedSeconds int = 900

@description('Runs of the sweeper that must be seen in 15 minutes.')
@minValue(1)
param sweeps int = 1

@description('Calls of a hundred that may end in 5xx, over 15 minutes with 20 calls or more.')
@minValue(0)
@maxValue(100)
param failingCallsPercent int = 5

@description('Answers 429 of Cosmos DB in 15 minutes, as the product counts them.')
@minValue(0)
param throttles int = 500

@description('Charges in 30 minutes that the gateway did not answer.')
@minValue(0)
param chargesFailing int = 3

@description('Tries to send a mail in 30 minutes that did not send it.')
@minValue(0)
param mailsFailing int = 20

@description('Gigabytes of one organisation’s partition, of which there are 20.')
@minValue(1)
@maxValue(20)
param partitionGigabytes int = 14

@description('Dead letters of a queue that nobody need be told of.')
@minValue(0)
param deadLetters int = 0

@description('Answers 429 in 5 minutes, as Cosmos DB counts them.')
@minValue(0)
param cosmosThrottles int = 1000

@description('Percent of its request units that a partition may use, on average over 15 minutes.')
@minValue(1)
@maxValue(100)
param busyPartitionPercent int = 80

@description('What a month may cost, in the currency of the bill. 0: nobody watches that.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month in which that budget is first deployed, such as 2026-12-01; it cannot change later. Empty: no budget.')
param budgetStart string = ''

var logRules = loadJsonContent('alerts.json')
var thresholds = {
  'queue-age': queueAgeSeconds
  'oldest-unfinished': oldestUnfinishedSeconds
  'no-sweeps': sweeps
  'failing-calls': failingCallsPercent
  throttled: throttles
  'charges-failing': chargesFailing
  'mails-failing': mailsFailing
  'partition-size': partitionGigabytes
  'daily-cap': 0
}
// What services count themselves, whether telemetry arrives or not.
var metricRules = [
  {
    name: 'dead-letters'
    does: 'A message of this queue was given up: something that was asked for has not been done. GET /ops/deadLetters says what and why; mend the cause, then resubmit. Runbook: docs/operate/dead-letters.md'
    severity: 2
    of: serviceBusId
    window: 'PT5M'
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    by: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
    aggregation: 'Maximum'
    threshold: deadLetters
  }
  {
    name: 'cosmos-throttles'
    does: 'Cosmos DB answers 429 again and again: more is asked for than is paid for. Nothing is lost, jobs slow down first. See which container and partition (Insights of the account), then raise the autoscale maximum. Runbook: docs/operate/stuck-operation.md'
    severity: 3
    of: cosmosAccountId
    window: 'PT5M'
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    by: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
    aggregation: 'Count'
    threshold: cosmosThrottles
  }
  {
    name: 'busy-partition'
    does: 'A partition of Cosmos DB uses nearly all it may. One organisation has at most 10,000 request units a second however much is paid for: docs/scale.md says what then helps. Runbook: docs/operate/stuck-operation.md'
    severity: 3
    of: cosmosAccountId
    window: 'PT15M'
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'NormalizedRUConsumption'
    // Each partition by itself: on average over all of them the busiest does not show.
    by: [{ name: 'PartitionKeyRangeId', operator: 'Include', values: ['*'] }]
    aggregation: 'Average'
    threshold: busyPartitionPercent
  }
]
var hasBudget = monthlyBudget > 0 && !empty(budgetStart)
var hasOutsideTest = !empty(publicBaseUrl)

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: groupShortName
    enabled: true
    emailReceivers: [
      for (address, index) in mailReceivers: {
        name: 'operator-${index}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in logRules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Seatwarden: ${rule.title}'
      description: '${rule.does} Runbook: docs/operate/${rule.runbook}'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.every
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: join(rule.query, '\n')
            metricMeasureColumn: 'Value'
            timeAggregation: 'Maximum'
            dimensions: map(rule.by, column => {
              name: column
              operator: 'Include'
              values: ['*']
            })
            operator: rule.operator
            threshold: thresholds[rule.name]
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // A workspace that has just been made has no such tables yet, and would refuse the rule.
      skipQueryValidation: true
      actions: {
        actionGroups: [people.id]
      }
    }
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for rule in metricRules: {
    name: '${namePrefix}-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: rule.does
      severity: rule.severity
      enabled: true
      scopes: [rule.of]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: rule.name
            metricNamespace: rule.namespace
            metricName: rule.metric
            dimensions: rule.by
            timeAggregation: rule.aggregation
            operator: 'GreaterThan'
            threshold: rule.threshold
          }
        ]
      }
      autoMitigate: true
      actions: [
        {
          actionGroupId: people.id
        }
      ]
    }
  }
]

// Asked from outside, because what has stopped cannot tell: 200 while sweeps and operations go on, 503 when they do not.
resource outsideTest 'Microsoft.Insights/webtests@2022-06-15' = if (hasOutsideTest) {
  name: '${namePrefix}-work'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${namePrefix}-work'
    Name: '${namePrefix}-work'
    Description: 'Whether work goes on, as GET /health/work says it.'
    Enabled: true
    Frequency: 300
    Timeout: 60
    Kind: 'standard'
    RetryEnabled: true
    Locations: [
      for place in outsideLocations: {
        Id: place
      }
    ]
    Request: {
      RequestUrl: '${publicBaseUrl}/health/work'
      HttpVerb: 'GET'
      ParseDependentRequests: false
      FollowRedirects: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 7
    }
  }
}

resource outsideAlert 'Microsoft.Insights/metricAlerts@2026-01-01' = if (hasOutsideTest) {
  name: '${namePrefix}-work-stands-still'
  location: 'global'
  tags: union(tags, {
    'hidden-link:${insightsId}': 'Resource'
    'hidden-link:${outsideTest.id}': 'Resource'
  })
  properties: {
    description: 'Seen from outside, the product does not answer, its timer has not run, or an operation does not end: the body of GET /health/work says which. Restart the app first if this follows a deployment, and count its functions. Runbook: docs/operate/stuck-operation.md'
    severity: 1
    enabled: true
    scopes: [outsideTest.id, insightsId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: outsideTest.id
      componentId: insightsId
      failedLocationCount: outsideLocationsFailing
    }
    autoMitigate: true
    actions: [
      {
        actionGroupId: people.id
      }
    ]
  }
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = if (hasBudget) {
  name: '${namePrefix}-month'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: budgetStart
    }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: mailReceivers
        contactGroups: [people.id]
      }
      foreseen: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: mailReceivers
        contactGroups: [people.id]
      }
    }
  }
}

output actionGroupId string = people.id
