import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Child, startChild } from '../../src/process/child';
import { openUnlinked } from '../../src/process/parcel';
import { Spawner } from '../../src/process/spawner/client';
import { alive, until } from '../training/program';

interface Answer {
  readonly heard: Record<string, unknown>;
  readonly args: readonly string[];
  readonly parent: number;
  readonly inherited: string;
  readonly env?: string;
}

/** A child, and everything that is heard of it. */
function start(descriptors: readonly number[] = []) {
  const heard: Answer[] = [];
  let said = '';
  let finish: (end: string) => void;
  const end = new Promise<string>(resolve => {
    finish = resolve;
  });
  const child: Child = startChild(
    {
      path: join(__dirname, 'child-program.cjs'),
      args: parent => [`of ${parent}`],
      execArgv: [],
      env: { WORD: 'given' },
      descriptors,
    },
    {
      message: message => void heard.push(message as Answer),
      said: text => {
        said += text;
      },
      closed: (code, signal) => finish(`closed ${code} ${signal}`),
      failed: reason => finish(`failed: ${reason}`),
    },
  );
  return { child, heard, end, said: () => said };
}

describe('children that a small process starts', function () {
  this.timeout(30_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('hear and answer, inherit files without a name, have their own environment, and end with a word', async () => {
    const file = await openUnlinked(10);
    await file.write('in the file');
    const { child, heard, end, said } = start([file.fd]);
    child.send({ read: true, complain: 'a complaint' }); // before it has begun
    await until(() => heard.length === 1);
    await file.close();
    const spawner = Spawner.get()!.pid;
    assert.notEqual(spawner, process.pid);
    assert.deepEqual(heard[0], {
      heard: { read: true, complain: 'a complaint' },
      args: [`of ${spawner}`],
      parent: spawner,
      inherited: 'in the file',
      env: 'given',
    });
    assert.ok(alive(child.pid!));
    child.send({ exit: 7 });
    assert.equal(await end, 'closed 7 null');
    assert.equal(said(), 'a complaint');
    assert.equal(child.pid, null);
  });

  it('are killed at any time', async () => {
    const early = start();
    early.child.kill();
    assert.equal(await early.end, 'closed null SIGKILL');
    const late = start();
    late.child.send({});
    await until(() => late.heard.length === 1);
    const pid = late.child.pid!;
    late.child.kill();
    assert.equal(await late.end, 'closed null SIGKILL');
    assert.ok(!alive(pid));
  });

  it('keep this process only where it stays for them', async () => {
    const { child, heard, end } = start();
    child.send({});
    await until(() => heard.length === 1);
    const holds = () => process.getActiveResourcesInfo().filter(name => /ProcessWrap|PipeWrap/.test(name)).length;
    const held = holds();
    child.hold(false);
    assert.ok(holds() < held);
    child.hold(true);
    assert.equal(holds(), held);
    child.hold(false);
    child.kill();
    assert.equal(await end, 'closed null SIGKILL');
  });

  it('end with the spawner; the next one starts another', async () => {
    const { child, heard, end } = start();
    child.send({});
    await until(() => heard.length === 1);
    const [pid, spawner] = [child.pid!, heard[0]!.parent];
    process.kill(spawner, 'SIGKILL');
    assert.equal(await end, 'closed null SIGKILL');
    await until(() => !alive(pid));
    const next = start();
    next.child.send({});
    await until(() => next.heard.length === 1);
    assert.notEqual(next.heard[0]!.parent, spawner);
    next.child.kill();
    await next.end;
  });

  it('are started from here where the spawner cannot reach the files', async () => {
    const { child, heard, end } = start([]);
    child.kill();
    await end;
    const file = await openUnlinked(10);
    const spawner = Spawner.get()!;
    const real = spawner.start.bind(spawner);
    spawner.start = (program, _, listener) => real(program, [99_999], listener);
    try {
      const here = start([file.fd]);
      here.child.send({});
      await until(() => here.heard.length >= 1);
      assert.equal(here.heard[0]!.parent, process.pid);
      here.child.kill();
      assert.equal(await here.end, 'closed null SIGKILL');
    } finally {
      spawner.start = real;
      await file.close();
    }
    assert.equal(heard.length, 0);
  });
});
