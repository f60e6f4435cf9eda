import { createPredictor, type Model, messageOf, type Predictor, Problem, packageVersion } from '../../src';
import { placingOf, storeOf } from '../shared/config';
import { defineNode } from '../shared/define';
import { Rate } from '../shared/rate';
import { Budget } from './budget';
import { basePath, mount } from './mount';
import { respond } from './respond';
import settings from './settings';
import { StoreShelf } from './store-shelf';

/** Serves models of the store over HTTP, by the Open Inference Protocol. */
export default defineNode('nn-serve', settings, (live, { models, path, store, engine, maxSize }) => {
  const { RED, node, subject } = live;
  const placing = placingOf(RED, engine);
  const open = async (model: Model): Promise<Predictor> => {
    const predictor = await createPredictor(model, placing);
    for (const note of predictor.notes) node.warn(`${subject}: ${model.model}: ${note}`);
    return predictor;
  };
  const warn = (error: unknown): void => node.warn(`${subject}: ${messageOf(error)}`);
  const at = basePath(path);
  const shelf = new StoreShelf({
    ...{ name: live.name || 'tensorwire', version: packageVersion, base: `${rootOf(RED.settings)}${at}` },
    ...{ store: storeOf(RED, store), references: models, open, warn },
  });
  const limit = Math.floor(maxSize * 2 ** 20);
  const budget = new Budget(Math.max(8 * limit, 64 * 2 ** 20));
  const rate = new Rate();
  const idle = (): void => live.idle(`${models.length === 0 ? 'all models' : models.join(', ')} at ${at}/v2`);
  const unmount = mount(RED, at, (request, response) =>
    respond(request, response, {
      ...{ shelf, at, limit, budget },
      answered({ rows, model }) {
        const perSecond = rate.count(rows);
        if (perSecond === null) return;
        live.ready(
          `${model.model} v${model.version} · ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`,
        );
      },
      failed: error => node.error(error instanceof Problem ? error.message : (error as Error)),
    }),
  );
  live.onClose(async () => {
    unmount();
    await shelf.close();
  });
  idle();
  shelf.prepare();
  return {
    handle: () => {
      throw new Problem('it takes no messages: it answers requests over HTTP');
    },
  };
});

/** The path of Node-RED's HTTP nodes, without a slash at the end. */
const rootOf = ({ httpNodeRoot }: { httpNodeRoot?: string | false }): string => {
  if (httpNodeRoot === false)
    throw new Problem('HTTP of flows is off (httpNodeRoot: false in settings.js): there is nowhere to serve models');
  return (httpNodeRoot ?? '/').replace(/\/+$/, '');
};
