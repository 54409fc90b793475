export interface OutgoingMail {
  /** Deterministic, so that a repeat can be told from a second mail: `<...@...>`. */
  readonly messageId: string
  readonly to: Recipient
  readonly cc?: Recipient
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly language: string
  readonly traceparent?: string
}

export interface Recipient {
  readonly name: string
  readonly address: string
}

export interface Mailer {
  /**
   * Returns when the server has taken the mail; `refused` when it never will (5xx), `postponed` when it asks for the mail
   * again later (4xx), as servers do that have had enough for this hour. Other failures throw. Whether it takes the copy
   * too decides nothing: `copyRefused` says why it does not.
   */
  send(
    mail: OutgoingMail,
  ): Promise<
    | { readonly sent: true; readonly copyRefused?: string }
    | { readonly refused: string }
    | { readonly postponed: string }
  >
}
