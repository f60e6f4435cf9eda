import assert from 'node:assert/strict';
import type { NodeRed } from './harness';
import { hasPostgres, type Service, startBroker, startPostgres } from './services';

/** What docs/examples promises of the business flows, and the services that they talk to. */
export interface FlowNode {
  id: string;
  type: string;
  name?: string;
}
export const idOf = (flow: FlowNode[], name: string) => flow.find(node => node.name === name)!.id;

interface Example {
  /** what it needs on this machine; none: the example is left out */
  readonly needs?: () => boolean;
  /** the service that it talks to, and how the flow names its address */
  readonly service?: { start(): Promise<Service>; address(node: FlowNode, port: number): object };
  promise(red: NodeRed, flow: FlowNode[]): Promise<void>;
}

interface ReportJson {
  metrics: Record<string, number>;
  baseline: Record<string, number>;
}
/** Better on the test rows than the most frequent class. */
async function learned(red: NodeRed, least: number): Promise<void> {
  const { metrics, baseline } = (await red.said('test report', 180_000)).value as ReportJson;
  assert.ok(metrics.accuracy! >= least, `accuracy ${metrics.accuracy}`);
  assert.ok(metrics.accuracy! > baseline.accuracy!, `the most frequent class: ${baseline.accuracy}`);
}

export const BUSINESS: Readonly<Record<string, Example>> = {
  'Order scoring': {
    async promise(red, flow) {
      await learned(red, 0.85);
      const ask = async (body: unknown) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(`${red.url}/orders/score`, {
          method: 'POST',
          headers,
          body: JSON.stringify(body),
        });
        return [response.status, await response.json()] as const;
      };
      const bad = { amount: 820, items: 1, payment: 'invoice', country: 'DE', customerMonths: 0 };
      const risky = { ...bad, openInvoices: 3, otherAddress: true };
      const [status, answer] = await ask(risky);
      const { decision, risk, reasons } = answer as { decision: string; risk: number; reasons: string[] };
      assert.deepEqual([status, decision, reasons.length], [200, 'payment in advance', 3]);
      assert.ok(risk > 0.9 && reasons.every(text => /points for unpaid$/.test(text)), `${risk} ${reasons}`);
      const [good] = await ask({ ...risky, amount: 30, payment: 'card', customerMonths: 50, openInvoices: 0 });
      assert.equal(good, 200);
      const [unsure, asked] = await ask({ ...risky, amount: 1e6 });
      assert.deepEqual([unsure, (asked as { decision: string }).decision], [202, 'a person decides']);
      const [refused, reason] = await ask(bad);
      assert.equal(refused, 400);
      assert.match((reason as { error: string }).error, /"openInvoices", "otherAddress" are missing/);
      await red.said('error');
      await red.inject(idOf(flow, 'an order'));
      await red.said('decision');
    },
  },
  'Energy forecast': {
    async promise(red, flow) {
      const report = (await red.said('report', 120_000)).value as {
        forecast: { methods: { name: string; mase: number }[] };
      };
      const { methods } = report.forecast;
      const errorOf = (wanted: string) => methods.find(({ name }) => name === wanted)!.mase;
      assert.ok(errorOf('blend') < errorOf('seasonal naive'), JSON.stringify(methods));
      await red.inject(idOf(flow, 'the next 24 hours'));
      const { forecast } = (await red.said('forecast')).value as { forecast: { low: number; high: number }[] };
      assert.ok(forecast.length === 24 && forecast.every(({ low, high }) => low < high));
    },
  },
  'Nightly retraining': {
    async promise(red, flow) {
      assert.equal((await red.said('promoted', 120_000)).value, 'version 1 is the champion now');
      await red.inject(idOf(flow, 'tonight'));
      assert.match(String((await red.said('kept', 120_000)).value), /no better|worse|perhaps better/);
      await red.inject(idOf(flow, 'after a depot has moved'));
      assert.equal((await red.said('promoted', 120_000)).value, 'version 3 is the champion now');
      await red.inject(idOf(flow, 'a delivery of south'));
      assert.equal(((await red.said('prediction')).value as { label: string }).label, 'late');
    },
  },
  'Ticket routing': {
    async promise(red, flow) {
      await learned(red, 0.8);
      await red.inject(idOf(flow, 'a mail about a parcel'));
      assert.equal(((await red.said('shipping')).value as { subject: string }).subject, 'No tracking of my parcel');
      await red.inject(idOf(flow, 'a mail about a login'));
      await red.said('technical');
      await red.inject(idOf(flow, 'a mail about anything'));
      assert.equal(((await red.said('a person reads it')).value as { subject: string }).subject, 'Good morning');
    },
  },
  'Scores in PostgreSQL': {
    needs: hasPostgres,
    service: {
      start: startPostgres,
      address: (node, port) =>
        node.type === 'tab'
          ? { env: [{ name: 'DATABASE_URL', value: `postgresql://postgres@127.0.0.1:${port}/postgres`, type: 'str' }] }
          : {},
    },
    async promise(red, flow) {
      await learned(red, 0.8);
      for (let time = 0; time < 2; time++) {
        await red.inject(idOf(flow, 'score')); // the second time, each row is there already
        const { scored, first } = (await red.said('most likely to leave')).value as {
          scored: number;
          first: { customer: number; leaves: number; reason: string }[];
        };
        assert.deepEqual([scored, first.length], [1000, 5]);
        assert.ok(first.every(({ customer, leaves }) => customer > 2000 && leaves > 0.8));
        assert.match(first[0]!.reason, / points for leaves$/);
      }
    },
  },
  'Machine alarm': {
    service: {
      start: startBroker,
      address: (node, port) => (node.type === 'mqtt-broker' ? { port: `${port}` } : {}),
    },
    async promise(red, flow) {
      await red.said('test report', 180_000);
      await red.inject(idOf(flow, 'the bearing of press-2 wears'));
      const until = async (wanted: string) => {
        for (;;) {
          const { key, state, sensors } = (await red.said('alarms', 120_000)).value as {
            key: string;
            state: string;
            sensors: { column: string }[];
          };
          if (key === 'press-2' && state === wanted) return sensors[0]!.column;
        }
      };
      assert.equal(await until('start'), 'vibration');
      await red.inject(idOf(flow, 'press-2 is mended'));
      assert.equal(await until('end'), 'vibration');
    },
  },
  'Predictive maintenance': {
    service: {
      start: startBroker,
      address: (node, port) => (node.type === 'mqtt-broker' ? { port: `${port}` } : {}),
    },
    async promise(red, flow) {
      await learned(red, 0.95);
      const states = new Map<string, string>();
      const until = async (state: string) => {
        while (states.get('press-2') !== state) {
          const { machine, state: now } = (await red.said('alarm', 120_000)).value as {
            machine: string;
            state: string;
          };
          states.set(machine, now);
        }
      };
      await until('ok');
      await red.inject(idOf(flow, 'the bearing of press-2 wears'));
      await until('worn bearing');
      await red.inject(idOf(flow, 'press-2 is mended'));
      await until('ok');
      assert.notEqual(states.get('press-1'), 'worn bearing');
    },
  },
};
