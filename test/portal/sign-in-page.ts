import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { projectRoot } from '#local/system/state-folder.ts'

/** A page of nothing but the portal's sign-in, under the headers that the portal is served with. */
export async function serveSignInPage(signIn: string): Promise<{ origin: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sign-in-page-'))
  const config = {
    clientId: '5eab0c1e-0000-4000-8000-000000000002',
    authority: `${signIn}/organizations`,
    scope: 'api://seatwarden/user_impersonation',
    cardFieldsUrl: '',
    version: '0',
  }
  await writeFile(
    join(folder, 'page.js'),
    `const { openMsal } = await import('${projectRoot}/portal/sign-in/msal.ts')
    const { SignInNeeded } = await import('${projectRoot}/portal/sign-in/sign-in.ts')
    const said = document.querySelector('output')
    try {
      const signIn = await openMsal(${JSON.stringify(config)})
      signIn.onSignedOutElsewhere(() => { said.textContent = 'Signed out elsewhere' })
      window.signIn = signIn
      window.isSignInNeeded = (error) => error instanceof SignInNeeded
      said.textContent = signIn.account ? 'I am ' + signIn.account.name : 'Nobody'
    } catch (error) {
      said.textContent = error.constructor.name + ': ' + error.message
    }`,
  )
  await build({
    entryPoints: {
      page: join(folder, 'page.js'),
      'signed-in': join(projectRoot, 'portal/sign-in/signed-in.ts'),
    },
    outdir: join(folder, 'app/assets'),
    absWorkingDir: projectRoot,
    nodePaths: [join(projectRoot, 'node_modules')],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    keepNames: true,
  })
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://portal')
    if (pathname === '/') {
      response.writeHead(302, { location: '/app/' }).end()
    } else if (pathname.startsWith('/app/assets/')) {
      const script = await readFile(join(folder, pathname))
      response.writeHead(200, { ...shared, 'content-type': 'text/javascript' }).end(script)
    } else {
      const signedIn = pathname === '/app/signed-in.html'
      response.writeHead(200, {
        ...shared,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy(signIn, signedIn ? "'self'" : "'none'"),
        ...(signedIn ? {} : { 'cross-origin-opener-policy': 'same-origin' }),
      })
      response.end(page(signedIn ? 'signed-in' : 'page'))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const page = (script: string) =>
  `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Page</title><output></output><script type="module" src="/app/assets/${script}.js"></script></html>`

const shared = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

const policy = (signIn: string, frameAncestors: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; font-src 'self'; connect-src 'self' ${signIn}; frame-src 'self' ${signIn}; form-action 'none'; base-uri 'none'; frame-ancestors ${frameAncestors}; require-trusted-types-for 'script'`
