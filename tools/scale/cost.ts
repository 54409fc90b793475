import { activity, rhythm } from './activity.ts'
import { meanPeople, population } from './population.ts'
import priceList from './prices.json' with { type: 'json' }

/** What one thing that people do, or time brings, costs: all that it sets off, up to the mail. */
export interface Cost {
  /** Over the network to the store, the plan of each query among them. */
  readonly requests: number
  readonly requestUnits: number
  /** Calls of routes, and messages that were worked on. */
  readonly executions: number
  readonly messages: number
  readonly mails: number
  /** What the partition has more of afterwards, with what Cosmos DB adds to a document; what is forgotten again apart. */
  readonly bytesKept: number
  readonly bytesForAWhile: number
}

export interface Measured {
  readonly costs: Readonly<Record<string, Cost>>
  /** The average document of each kind, as it is stored. */
  readonly bytes: Readonly<Record<string, number>>
}

/** What one look of the timer takes: so much, and so much more for each physical partition. */
export interface Sweep {
  readonly requests: number
  readonly requestUnits: number
  readonly requestsEach: number
  readonly requestUnitsEach: number
}

export interface Facts extends Measured {
  readonly sweep: Sweep
}

/** What so many organisations ask for in a month. */
export interface Demand {
  readonly organisations: number
  readonly people: number
  readonly requestUnits: number
  readonly requests: number
  readonly calls: number
  readonly messages: number
  readonly mails: number
  readonly exports: number
  /** What is stored after the months of activity.ts, index included. */
  readonly gb: number
}

/** What it takes to serve it. */
export interface Plan {
  readonly busyUnitsPerSecond: number
  readonly peakUnitsPerSecond: number
  readonly mondayUnitsPerSecond: number
  readonly autoscaleMax: number
  readonly partitions: number
  readonly callsPerSecond: number
  /** Threads that are busy in a busy hour, and at its peak. */
  readonly busyInstances: number
  readonly peakInstances: number
  readonly alwaysReady: number
  /** Of the telemetry, what is kept. */
  readonly spansKept: number
  readonly sweepSeconds: number
}

export interface Bill {
  readonly name: string
  readonly amount: number
}

const { prices } = priceList
const million = 1_000_000
const secondsAnHour = 3_600

export function demandOf(organisations: number, { costs, bytes }: Facts): Demand {
  const people = organisations * meanPeople
  const sum = (of: (cost: Cost) => number) =>
    Object.entries(activity).reduce((total, [name, { each, person }]) => {
      const cost = costs[name]
      if (!cost) throw new Error(`${name} was not measured.`)
      return total + of(cost) * (each * organisations + person * people)
    }, 0)
  const { user = 0, assignment = 0, subscription = 0, tenant = 0, policy = 0 } = bytes
  const seats = population.selfServiceSeats + population.centralSeats
  const standing = organisations * (tenant + policy + subscription)
  const perPerson =
    user + seats * assignment + (population.selfServiceSeats / population.seatsEach) * subscription
  const grown = rhythm.months * sum(({ bytesKept }) => bytesKept)
  const passing = sum(({ bytesForAWhile }) => bytesForAWhile)
  return {
    organisations,
    people,
    requestUnits: sum(({ requestUnits }) => requestUnits),
    requests: sum(({ requests }) => requests),
    calls: sum(({ executions, messages }) => executions - messages),
    messages: sum(({ messages }) => messages),
    mails: sum(({ mails }) => mails),
    exports: organisations * (activity['export']?.each ?? 0),
    gb: ((standing + people * perPerson + grown + passing) * rhythm.indexFactor) / 1e9,
  }
}

export function planOf(demand: Demand, { costs, sweep }: Facts): Plan {
  const busySeconds = rhythm.busyHours * secondsAnHour
  const busy = (monthly: number) => (monthly * rhythm.busyShare) / busySeconds
  const busyUnitsPerSecond = busy(demand.requestUnits)
  const peakUnitsPerSecond = busyUnitsPerSecond * rhythm.peak
  const takeOvers = demand.organisations * rhythm.mondayShare
  const mondayUnitsPerSecond = (takeOvers * (costs['take-over']?.requestUnits ?? 0)) / rhythm.mondaySeconds
  const busiest = (peakUnitsPerSecond + mondayUnitsPerSecond) / rhythm.unitsShare
  const needed = Math.max(busiest, demand.gb * 10, 4_000)
  const autoscaleMax = Math.ceil(needed / 1_000) * 1_000
  const partitions = Math.max(Math.ceil(autoscaleMax / 10_000), Math.ceil(demand.gb / 50))
  const calls = busy(demand.calls + demand.messages)
  const cpuSeconds =
    (busy(demand.requests) * rhythm.cpuMsPerRequest + calls * rhythm.cpuMsPerCall) / 1_000 / rhythm.cpuShare
  const sweepRequests = sweep.requests + sweep.requestsEach * partitions
  return {
    busyUnitsPerSecond,
    peakUnitsPerSecond,
    mondayUnitsPerSecond,
    autoscaleMax,
    partitions,
    callsPerSecond: calls,
    busyInstances: cpuSeconds,
    peakInstances: cpuSeconds * rhythm.peak,
    alwaysReady: demand.organisations < 1_000 ? 0 : 2 + Math.ceil(cpuSeconds),
    spansKept: demand.organisations > 100_000 ? 0.1 : 1,
    // One after another, five milliseconds each.
    sweepSeconds: sweepRequests * 0.005,
  }
}

/** A month, position by position. */
export function billOf(demand: Demand, plan: Plan, { sweep }: Facts): readonly Bill[] {
  const { hoursAMonth, busyHours } = rhythm
  const least = plan.autoscaleMax / 10
  const sweepUnits =
    (sweep.requestUnits + sweep.requestUnitsEach * plan.partitions) / rhythm.sweepEverySeconds
  const billed = (unitsPerSecond: number) => Math.max(least, unitsPerSecond + sweepUnits)
  const { mondays } = rhythm
  const unitHours =
    (busyHours - mondays) * billed(plan.peakUnitsPerSecond) +
    mondays * billed(plan.peakUnitsPerSecond + plan.mondayUnitsPerSecond) +
    (hoursAMonth - busyHours) * least

  const sweeps = (hoursAMonth * secondsAnHour) / rhythm.sweepEverySeconds
  const timerSeconds = sweeps * Math.max(rhythm.leastSeconds, plan.sweepSeconds)
  const ready = plan.alwaysReady > 0
  const readySeconds = plan.alwaysReady * hoursAMonth * secondsAnHour
  const working = workingSeconds(plan) * rhythm.instanceGb
  const executions = demand.calls + demand.messages + sweeps
  const operations = demand.messages * rhythm.operationsPerMessage + sweeps * rhythm.operationsPerSweep
  const sweepRequests = sweep.requests + sweep.requestsEach * plan.partitions
  const spans = demand.calls + demand.messages + demand.requests + sweeps * (1 + sweepRequests)
  const logsGb = (spans * plan.spansKept * rhythm.spanKb) / million
  const monthOfMails = rhythm.mailMb * prices.mailData.price + prices.mail.price
  return [
    { name: 'Cosmos DB, throughput', amount: (unitHours / 100) * prices.cosmosAutoscale.price },
    { name: 'Cosmos DB, storage', amount: demand.gb * prices.cosmosStorage.price },
    {
      name: 'Functions, instances kept ready',
      amount: readySeconds * rhythm.instanceGb * prices.flexReady.price,
    },
    {
      name: 'Functions, routes and jobs',
      amount:
        working * (ready ? prices.flexReadySeconds.price : prices.flexSeconds.price) +
        (executions / million) * prices.flexExecutions.price,
    },
    {
      name: 'Functions, the timer',
      amount: timerSeconds * rhythm.instanceGb * prices.flexSeconds.price,
    },
    { name: 'Service Bus, Standard', amount: busCost(operations / million) },
    { name: 'Log Analytics', amount: Math.max(0, logsGb - 5) * prices.logs.price },
    { name: 'Mails', amount: demand.mails * monthOfMails },
    {
      name: 'Files',
      amount: ((demand.exports * rhythm.exportMb) / 1_000) * prices.files.price * rhythm.months,
    },
  ]
}

/**
 * How long instances work in a month. A call alone is billed for a second at least; those that meet on an instance share
 * it, so that one that is always asked costs no more than the time that there is.
 */
function workingSeconds(plan: Plan): number {
  const { busyHours, hoursAMonth, busyShare, leastSeconds } = rhythm
  const restHours = hoursAMonth - busyHours
  const restCalls = (plan.callsPerSecond * busyHours * (1 - busyShare)) / busyShare / restHours
  const share = (callsPerSecond: number, instances: number) =>
    Math.max(1 - Math.exp(-callsPerSecond * leastSeconds), instances)
  const restInstances = (plan.busyInstances * restCalls) / Math.max(plan.callsPerSecond, 1e-9)
  return (
    secondsAnHour *
    (busyHours * share(plan.callsPerSecond, plan.busyInstances) + restHours * share(restCalls, restInstances))
  )
}

function busCost(millionOperations: number): number {
  const some = Math.min(Math.max(0, millionOperations - 13), 87)
  const many = Math.max(0, millionOperations - 100)
  return prices.busBase.price + some * prices.busOperations.price + many * prices.busManyOperations.price
}
