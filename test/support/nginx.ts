/** nginx with its RTMP module: a real server that takes streams, records them, and may refuse a key. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { endChild } from './end-child.ts';
import { listening } from './listening.ts';
import { freePort } from './ports.ts';

export interface RtmpServer extends AsyncDisposable {
  readonly port: number;
  /** Where a stream of this key goes. */
  url(key: string): string;
  /** The recordings so far, oldest first: FLV files, one a connection. */
  recordings(): string[];
  /** Ends the server as a crash would; `start` brings it back at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

function configuration(folder: string, port: number, gate: number, more: readonly string[]): string {
  return `
load_module ${MODULE};
daemon off;
master_process off;
worker_processes 1;
error_log ${folder}/error.log info;
pid ${folder}/nginx.pid;
events { worker_connections 512; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${port};
    chunk_size 4096;
    application live {
      live on;
      record all;
      record_path ${folder}/recordings;
      record_unique on;
      record_suffix .flv;
      on_publish http://127.0.0.1:${gate}/;
      ${more.join('\n      ')}
    }
  }
}
`;
}

/** Answers nginx's question whether a key may publish: 403 for those that `refuses` names. */
async function openGate(refuses: (key: string) => boolean): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const key = new URLSearchParams(body).get('name') ?? '';
      response.writeHead(refuses(key) ? 403 : 200).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/**
 * Starts the server in `folder`, an existing scratch folder; keys that `refuses` names are answered with 403. `more`: further
 * lines of its configuration, such as `drop_idle_publisher 3s;`.
 */
export async function startRtmpServer(
  folder: string,
  refuses: (key: string) => boolean = () => false,
  more: readonly string[] = [],
): Promise<RtmpServer> {
  const port = await freePort();
  const gate = await openGate(refuses);
  const recordings = join(folder, 'recordings');
  mkdirSync(recordings, { recursive: true, mode: 0o777 });
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, (gate.address() as AddressInfo).port, more));
  let child: ChildProcess | undefined;
  const end = (): void => void child?.kill('SIGKILL');
  process.on('exit', end);
  const server: RtmpServer = {
    port,
    url: (key) => `rtmp://127.0.0.1:${port}/live/${key}`,
    recordings: () =>
      readdirSync(recordings)
        .sort()
        .map((name) => join(recordings, name)),
    async start() {
      child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', file], { stdio: 'ignore' });
      await listening(port, child, 'nginx');
    },
    async stop() {
      const running = child;
      child = undefined;
      await endChild(running);
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      process.off('exit', end);
      gate.close();
      gate.closeAllConnections();
    },
  };
  await server.start();
  return server;
}
