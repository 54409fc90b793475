/** The parts of the API's answers that the demo shows; the whole of them is in /openapi.json. */
export interface SubscriptionRow {
  readonly id: string
  readonly status: string
  readonly channel: string
  readonly product: { readonly id: string; readonly displayName: string }
  readonly purchaser: { readonly id: string; readonly displayName: string }
  readonly totalLicenses: number
  readonly assignedLicenses: number
  readonly availableLicenses: number
  readonly price: { readonly amount: number; readonly currency: string }
  readonly controlledBy?: { readonly displayName: string }
  readonly operationId?: string
  readonly etag: string
}

export interface Money {
  readonly amount: number
  readonly currency: string
}

export interface InvoiceRow {
  readonly id: string
  readonly kind: 'invoice' | 'creditNote'
  readonly number: string
  readonly status: string
  readonly lines: readonly {
    readonly what: string
    readonly licenses: number
    readonly from: string
    readonly to: string
  }[]
  readonly total: Money
  readonly issuedDateTime: string
}

export interface OperationRow {
  readonly id: string
  readonly status: string
  readonly percentComplete: number
  readonly progress: {
    readonly total: number
    readonly succeeded: number
    readonly skipped: number
    readonly failed: number
    readonly compared?: number
  }
  readonly error?: { readonly code: string; readonly message: string }
  readonly deliveryCount?: number
}

export interface MailPreview {
  readonly to: string
  readonly subject: string
}

export interface DeadLetterRow {
  readonly queue: string
  readonly sequenceNumber: string
  readonly messageId: string
  readonly poison?: string
  readonly deliveryCount: number
}

export interface Refused {
  readonly error: { readonly code: string; readonly message: string }
}

export interface List<Row> {
  readonly value: readonly Row[]
  readonly nextLink?: string
}
