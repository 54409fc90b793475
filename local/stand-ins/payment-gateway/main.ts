import { runAsChild } from '../child.ts'
import { startPaymentGateway } from './start-payment-gateway.ts'

await runAsChild(startPaymentGateway)
