import { type Request, writeReply } from './request.ts'
import * as amqp from './values.ts'

const sasToken = 'servicebus.windows.net:sastoken'

/**
 * The `$cbs` node: clients bring their token before they open a link. Every shared access signature is taken without
 * a look at its key, because this bus listens on this machine only and connection strings of emulators carry any key.
 */
export function answerCbs(request: Request): Buffer {
  const { operation, type } = request
  if (operation !== 'put-token') return reply(request, 501, `The operation ${operation} is not implemented.`)
  if (type !== sasToken) return reply(request, 501, `Tokens of the type ${type} are not implemented.`)
  return reply(request, 202, 'Accepted')
}

/** Here the keys have dashes, in `$management` they are in camel case. */
function reply(request: Request, status: number, description: string): Buffer {
  const properties = [
    ...[amqp.string('status-code'), amqp.int(status)],
    ...[amqp.string('status-description'), amqp.string(description)],
  ]
  if (status === 501) properties.push(amqp.string('error-condition'), amqp.symbol('amqp:not-implemented'))
  return writeReply(request, properties, amqp.nil)
}
