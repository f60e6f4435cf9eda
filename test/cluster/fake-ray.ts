import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket from 'ws';
import type { RayJob, RaySettings } from '../../src/cluster';

interface Job {
  status: 'PENDING' | 'RUNNING' | 'STOPPED' | 'SUCCEEDED' | 'FAILED';
  message?: string;
  readonly log: string[];
}

/** A server that answers as the dashboard of Ray does, with jobs that a test makes. */
export class FakeRay {
  readonly jobs = new Map<string, Job>();
  /** `POST /api/jobs/a/stop`, … */
  readonly asked: string[] = [];
  /** the tokens that came */
  readonly tokens = new Set<string>();
  /** instead of what Ray says: a status, or null */
  instead: (request: string) => number | null = () => null;
  /** what happens to a job that is submitted */
  submitted: (id: string, entrypoint: string) => void = id => void this.begin(id);
  /** … to one that is to stop; true: it does */
  stops = (_id: string): boolean => true;
  private server: Server | null = null;
  private readonly sockets = new Map<WebSocket, Job>();
  private port = 0;

  async open(): Promise<this> {
    const server = createServer((request, response) => void this.answer(request, response));
    const tails = new WebSocket.Server({ server });
    tails.on('connection', (socket: WebSocket, { url = '' }: IncomingMessage) => this.tail(socket, url));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** Nothing listens any more; the jobs go on. */
  async close(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.terminate();
    this.sockets.clear();
    if (!this.server) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    this.server = null;
    await closed;
  }

  settings(more: Partial<RaySettings> = {}): RaySettings {
    const address = `http://127.0.0.1:${this.port}`;
    return { address, token: 'token', workers: 1, cpus: 1, storage: '', environment: '', ...more };
  }

  job(id: string): RayJob {
    return { id, uri: 'gcs://a.zip', address: this.settings().address };
  }

  begin(id: string): Job {
    const job: Job = { status: 'RUNNING', log: [] };
    this.jobs.set(id, job);
    return job;
  }

  say(id: string, event: object): void {
    const job = this.jobs.get(id)!;
    const line = `tensorwire: ${JSON.stringify(event)}\n`;
    job.log.push(line);
    for (const [socket, of] of this.sockets) if (of === job) socket.send(line);
  }

  end(id: string, status: Job['status'], message = ''): void {
    const job = this.jobs.get(id)!;
    Object.assign(job, { status, message });
    for (const [socket, of] of this.sockets) if (of === job) socket.close();
  }

  private tail(socket: WebSocket, url: string): void {
    const job = this.jobs.get(url.split('/')[3]!);
    if (!job || this.instead(`TAIL ${url}`) !== null) {
      socket.terminate();
      return;
    }
    for (const line of job.log) socket.send(line);
    if (job.status === 'RUNNING') {
      this.sockets.set(socket, job);
      socket.on('close', () => this.sockets.delete(socket));
    } else socket.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = `${request.method} ${request.url}`;
    this.asked.push(asked);
    this.tokens.add(request.headers.authorization ?? '');
    const say = (status: number, value: unknown): void => void response.writeHead(status).end(JSON.stringify(value));
    const instead = this.instead(asked);
    if (instead !== null) return say(instead, 'bad gateway');
    if (asked === 'GET /api/version') return say(200, { ray_version: '2.60.0' });
    if (request.url!.startsWith('/api/packages/')) return say(200, {});
    if (asked === 'POST /api/jobs/') {
      const { submission_id: id, entrypoint } = JSON.parse(Buffer.concat(parts).toString());
      this.submitted(id, entrypoint);
      return say(200, { submission_id: id });
    }
    const [, id, stop] = /^\/api\/jobs\/([^/]+)(\/stop)?$/.exec(request.url!) ?? [];
    const job = this.jobs.get(id ?? '');
    if (!job) return say(404, 'not found');
    if (!stop) return say(200, { status: job.status, message: job.message });
    const stopped = job.status === 'RUNNING' && this.stops(id!);
    if (stopped) this.end(id!, 'STOPPED');
    return say(200, { stopped });
  }
}
