/** A hub on this machine, laid out as the real one: OWNER/NAME/resolve/REVISION/FILE, large files behind a redirect. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Files larger than this are kept elsewhere and redirected to, as a hub does. */
const LARGE = 100_000;

export interface Hub extends AsyncDisposable {
  /** For `HF_ENDPOINT`. */
  readonly address: string;
  /** Methods, paths and ranges asked for, in order. */
  readonly asked: { readonly method: string; readonly path: string; readonly range: string | undefined }[];
  /** The files of the repository at each revision; a branch names a commit. */
  readonly commits: Map<string, Readonly<Record<string, Uint8Array>>>;
  readonly branches: Map<string, string>;
  /** Connections for large files break off so many times more. */
  breaks: number;
  /** Where set, whoever comes without it is turned away. */
  token: string | undefined;
}

/** Starts a hub that has one repository. */
export async function startHub(repository: string): Promise<Hub> {
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hub: Hub = {
    address: `http://127.0.0.1:${port}`,
    asked: [],
    commits: new Map(),
    branches: new Map(),
    breaks: 0,
    token: undefined,
    [Symbol.asyncDispose]: () => close(server),
  };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', method = '' } = request;
    hub.asked.push({ method, path: url, range: request.headers.range });
    const [, name, kind, revision = '', file = ''] =
      /^\/([\w.-]+\/[\w.-]+)\/(resolve|blobs)\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
    const commit = hub.branches.get(decodeURIComponent(revision)) ?? revision;
    const body = name === repository ? hub.commits.get(commit)?.[decodeURIComponent(file)] : undefined;
    if (body === undefined) return void response.writeHead(404).end('Entry not found');
    if (kind === 'blobs') return send(request, response, body);
    if (hub.token !== undefined && request.headers.authorization !== `Bearer ${hub.token}`)
      return void response.writeHead(401).end('Invalid username or password.');
    const facts = { 'x-repo-commit': commit };
    if (body.length > LARGE)
      return void response
        .writeHead(302, { ...facts, location: `/${repository}/blobs/${commit}/${file}` })
        .end();
    response.writeHead(200, { ...facts, 'content-length': body.length });
    response.end(method === 'HEAD' ? undefined : body);
  }

  function send(request: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const rest = body.subarray(from);
    const facts = { 'content-length': rest.length };
    if (from > 0)
      response.writeHead(206, {
        ...facts,
        'content-range': `bytes ${from}-${body.length - 1}/${body.length}`,
      });
    else response.writeHead(200, facts);
    if (hub.breaks === 0) return void response.end(rest);
    hub.breaks -= 1;
    // Not at once, which would throw away what has not been read.
    response.write(rest.subarray(0, 70_000), () => void setTimeout(() => response.destroy(), 300));
  }

  return hub;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
