import type { ServiceBusReceivedMessage } from '@azure/service-bus'
import type { Call } from './invocation.ts'
import { triggerMetadata } from './trigger-metadata.ts'

/** A message as the real Service Bus extension hands it to a Node function. */
export function toCall(message: ServiceBusReceivedMessage): Call {
  const properties = message.applicationProperties ?? {}
  const text = (name: string) => {
    const value = properties[name]
    return typeof value === 'string' ? value : undefined
  }
  const body = bodyText(message.body)
  return {
    input: { string: body },
    triggerMetadata: triggerMetadata(message, body),
    traceParent: text('traceparent') ?? text('Diagnostic-Id'),
    traceState: text('tracestate'),
  }
}

/** The host gives a string on, and the library parses it when it is JSON. */
function bodyText(body: unknown): string {
  if (typeof body === 'string') return body
  if (Buffer.isBuffer(body)) return body.toString('utf8')
  if (Array.isArray(body) && body.every((part) => Buffer.isBuffer(part)))
    return Buffer.concat(body).toString('utf8')
  return body === undefined || body === null ? '' : JSON.stringify(body)
}
