import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';

/** What business flows talk to, on loopback and on free ports. */
export interface Service {
  readonly port: number;
  stop(): Promise<void>;
}

/** An MQTT broker in this process. */
export async function startBroker(): Promise<Service> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const port = await listening(server);
  return {
    port,
    async stop() {
      await new Promise<void>(done => broker.close(done));
      server.close();
    },
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Debian keeps the programs of each release in a folder of its own, outside PATH. */
const DEBIAN = '/usr/lib/postgresql';
const postgresFolder = (): string | undefined =>
  (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .map(release => join(DEBIAN, release, 'bin'))
    .find(folder => existsSync(join(folder, 'postgres')));

export const hasPostgres = (): boolean => postgresFolder() !== undefined;

/** A PostgreSQL with an empty database, whose user postgres needs no password. It refuses to run as root. */
export async function startPostgres(): Promise<Service> {
  const programs = postgresFolder()!;
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-postgres-'));
  const user = process.getuid?.() === 0 ? debianUser() : undefined;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const free = createServer();
  const port = await listening(free);
  free.close();
  await once(free, 'close');
  const options = ['-D', data, '-p', `${port}`, '-k', folder, '-h', '127.0.0.1', '-c', 'fsync=off'];
  const child = spawn(join(programs, 'postgres'), options, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(child);
  return {
    port,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function debianUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let log = '';
    child.stderr!.on('data', text => {
      log += text;
      if (log.includes('ready to accept connections')) done();
    });
    child.once('exit', () => fail(new Error(`PostgreSQL ended:\n${log}`)));
  });
}
