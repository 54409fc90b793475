import type { RpcHttpResponse } from './core-api.ts'

/** What answers `/` in place of a function: a page that says so, or 204 when the app has switched it off. */
export function homePage(isShown: boolean): RpcHttpResponse {
  return {
    statusCode: isShown ? '200' : '204',
    headers: isShown ? { 'content-type': 'text/html' } : {},
    cookies: [],
    enableContentNegotiation: false,
    body: { bytes: isShown ? page : new Uint8Array() },
  }
}

const page = Buffer.from(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Functions host</title>
<h1>The functions host runs</h1>
<p>This page is the host's own: no function answers <code>/</code>. The app setting
<code>AzureWebJobsDisableHomepage</code> switches it off.</p>
</html>
`)
