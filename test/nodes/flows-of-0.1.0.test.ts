import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Model, openStore, Report } from '../../src';
import { catcher, deploy, end, type FlowNode } from './flow';

const FLOWS = join(__dirname, '../fixtures/0.1.0/flows');
/** Nodes that only show something: their messages are inspected here. */
const SHOWN = ['debug', 'http in', 'http response'];

/** A flow as 0.1.0 exported it, with fewer epochs, and with an end at which each trained model arrives. */
function flowOf(file: string): FlowNode[] {
  const all = JSON.parse(readFileSync(join(FLOWS, file), 'utf8')) as FlowNode[];
  const tab = all.find(({ type }) => type === 'tab')!.id;
  const nodes = all
    .filter(({ type }) => type !== 'comment')
    .map((n): FlowNode => {
      if (SHOWN.includes(n.type)) return { ...n, type: 'helper', wires: [] };
      if (n.type !== 'nn-train') return n;
      const [models = [], ...others] = n.wires!;
      return { ...n, epochs: 1, wires: [[...models, 'trained'], ...others] };
    });
  return [...nodes, { ...end('trained'), z: tab }, catcher(tab)];
}

describe('a flow of 0.1.0 runs as it is:', function () {
  this.timeout(300_000);
  for (const file of readdirSync(FLOWS))
    it(file.replace('.json', ''), async () => {
      const nodes = flowOf(file);
      const of = (type: string) => nodes.filter(n => n.type === type);
      const next = (from: FlowNode) =>
        from.wires!.flat().flatMap(id => nodes.filter(n => n.id === id && n.type === 'helper'));
      const flow = await deploy(nodes);
      const failed = new Promise<never>((_, reject) => {
        const { z } = of('nn-train')[0]!;
        void flow.error(z).then(({ message }) => reject(new Error(message)));
      });
      const shown = (from: readonly FlowNode[]) => from.flatMap(next).map(({ id }) => flow.next(id));
      const arrive = <T>(messages: readonly Promise<T>[]) => Promise.race([Promise.all(messages), failed]);

      const [train, ...others] = of('inject');
      const trainings = of('nn-train').length;
      const reports = shown(of('nn-evaluate'));
      const models = flow.all('trained');
      const trained = new Promise<void>(resolve => {
        flow.node('trained').on('input', () => models.length === trainings && resolve());
      });
      flow.send(train!.id, {});
      await arrive([trained]);
      const store = openStore(join(flow.userDir, 'exported'));
      for (const { payload } of models) {
        assert.ok(Model.is(payload));
        const { model, version } = await store.save(payload);
        const imported = await store.importFrom(await store.exportBytes(`${model}:${version}`), `${model} again`);
        assert.deepEqual(Object.keys(imported.body.weights), Object.keys(payload.body.weights));
      }
      for (const { payload } of await arrive(reports)) assert.ok(Report.is(payload));

      for (const inject of others) {
        const answers = shown(of('nn-predict'));
        flow.send(inject.id, {});
        for (const { payload } of await arrive(answers)) assert.equal(typeof payload, 'object');
      }
    });
});
