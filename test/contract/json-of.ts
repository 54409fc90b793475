/** The body of an answer, taken to be of the type that the test then looks at. */
export async function jsonOf<Body>(response: Response | Promise<Response>): Promise<Body> {
  return (await (await response).json()) as Body
}
